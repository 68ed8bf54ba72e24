import { Table } from 'antd';
import { ProblemView } from '@/common/problem';
import { FieldValue } from '@/common/fields';
import { Section } from '@/common/section';
import type { Title } from '@/api/types';
import { useSpeech } from '@/i18n/language';
import type { Word } from '@/i18n/words';
import { number } from '@/lib/number';
import { tracedAs, type Part } from './parts';
import { useWorkshop } from './state';

const MOST_COLUMNS = 7;
/** What every row has, beside the fields of its kind. */
const NAMED: Record<string, Word> = {
  id: 'record',
  time: 'time',
  raised: 'raised',
  key: 'part_key',
  level: 'level',
  count: 'evidence_count',
  measure: 'part_measure',
  because: 'why',
};

/** What leaves a block on history: how much, and a few rows. */
export function Output({ part }: { part: Part }) {
  const { t } = useSpeech();
  const { trace, days } = useWorkshop();
  const traced = trace.data?.blocks.find(({ block }) => block === tracedAs(part));
  if (trace.error) return <ProblemView error={trace.error} />;
  if (!traced) return null;
  const counts = [t('records', { n: number(traced.records) })];
  if (traced.keys !== null) counts.push(t('keys_n', { n: number(traced.keys) }));
  return (
    <Section title={t('output')} extra={<span className="quiet figures">{counts.join(' · ')} · {t('last_days', { n: days })}</span>}>
      <Sample rows={traced.sample} />
    </Section>
  );
}

function Sample({ rows }: { rows: Record<string, unknown>[] }) {
  const { t, title } = useSpeech();
  const { fields } = useWorkshop();
  const held = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => rows.some((row) => row[name] != null));
  if (rows.length === 0) return <p className="quiet">{t('no_sample')}</p>;
  const columns = held.slice(0, MOST_COLUMNS).map((name) => {
    const field = fields.find((each) => each.name === name);
    return {
      title: title(field?.title) || (name in NAMED ? t(NAMED[name] as Word) : name),
      dataIndex: name,
      render: (value: unknown) =>
        name === 'because' ? title(value as Title) : <FieldValue name={name} field={field && { ...field, data_class: 'open' }} value={value} />,
    };
  });
  return (
    <Table
      size="small"
      aria-label={t('sample')}
      rowKey={(row) => JSON.stringify(row)}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={columns}
      dataSource={rows}
    />
  );
}
