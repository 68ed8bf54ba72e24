import type { Call } from '@/api/types';
import { Records } from '@/common/records';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { usePanel } from '@/lib/panel';
import { useCallColumns } from '@/situation/queue';

/** The records that raised a finding; calls open. */
export function Evidence({ kind, rows }: { kind: string; rows: Call[] }) {
  const { t } = useSpeech();
  const { open } = usePanel();
  const columns = useCallColumns(false);
  return (
    <Section title={t('evidence')} extra={<span className="quiet">{t('records', { n: rows.length })}</span>}>
      <Records<Call>
        rows={rows}
        columns={columns}
        label={t('evidence')}
        empty={t('evidence_empty')}
        open={kind === 'call' ? ({ id }) => open('call', id) : undefined}
      />
    </Section>
  );
}
