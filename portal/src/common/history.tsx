import { Collapse } from 'antd';
import type { HistoryEntry } from '@/api/types';
import { useSpeech } from '@/i18n/language';
import { useKind } from '@/lib/reference';
import { FieldValue } from './fields';
import { Section } from './section';
import { When } from './times';

/** The facts that made a record, newest first, each with what it set. */
export function History({ kind, entries }: { kind: string; entries: HistoryEntry[] }) {
  const { t } = useSpeech();
  return (
    <Section title={t('history')} extra={<span className="quiet">{t('records', { n: entries.length })}</span>}>
      <Collapse
        size="small"
        items={[...entries]
          .sort((a, b) => b.position - a.position)
          .map((entry) => ({
            key: entry.position,
            label: <Head entry={entry} />,
            children: <Data kind={kind} data={entry.data} />,
          }))}
      />
    </Section>
  );
}

function Head({ entry }: { entry: HistoryEntry }) {
  const { t } = useSpeech();
  return (
    <span className="fact-head">
      <When instant={entry.time} />
      <code>{entry.type}</code>
      <span className="quiet">
        #{entry.position} {t('by', { who: entry.actor })}
      </span>
    </span>
  );
}

function Data({ kind, data }: { kind: string; data: Record<string, unknown> }) {
  const { title } = useSpeech();
  const declared = useKind(kind)?.fields;
  return (
    <dl className="facts">
      {Object.entries(data).map(([name, value]) => (
        <div key={name}>
          <dt>{title(declared?.[name]?.title) || name}</dt>
          <dd>
            <FieldValue name={name} field={declared?.[name]} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
