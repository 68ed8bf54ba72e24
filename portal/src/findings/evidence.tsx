import type { Call, Row } from '@/api/types';
import { useFieldColumns } from '@/common/field-columns';
import { Records } from '@/common/records';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { usePanel } from '@/lib/panel';
import { useCallColumns } from '@/situation/queue';

/** The records that raised a finding; calls open. */
export function Evidence({ kind, rows }: { kind: string; rows: Row[] }) {
  const { t } = useSpeech();
  return (
    <Section title={t('evidence')} extra={<span className="quiet">{t('records', { n: rows.length })}</span>}>
      {kind === 'call' ? <Calls rows={rows as Call[]} /> : <Others kind={kind} rows={rows} />}
    </Section>
  );
}

function Calls({ rows }: { rows: Call[] }) {
  const { t } = useSpeech();
  const { open } = usePanel();
  const columns = useCallColumns(false);
  const show = ({ id }: Call) => open('call', id);
  return <Records<Call> rows={rows} columns={columns} label={t('evidence')} empty={t('evidence_empty')} open={show} />;
}

function Others({ kind, rows }: { kind: string; rows: Row[] }) {
  const { t } = useSpeech();
  const columns = useFieldColumns<Row>(kind, rows);
  return <Records<Row> rows={rows} columns={columns} label={t('evidence')} empty={t('evidence_empty')} />;
}
