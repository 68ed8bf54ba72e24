import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { api } from '@/api/client';
import type { IndexNode, Measure, MeasureRecord } from '@/api/types';
import { Nothing } from '@/common/empty';
import { Facts } from '@/common/facts';
import { useFieldColumns } from '@/common/field-columns';
import { Loaded } from '@/common/loaded';
import { Section } from '@/common/section';
import { When } from '@/common/times';
import { useSpeech } from '@/i18n/language';
import { number } from '@/lib/number';
import { usePanel, type Panel } from '@/lib/panel';

const PAGE = 50;

type Props = { framework: string; node: IndexNode; period: string; area: string };

/** One number taken apart: its formula, its two parts, the records that were counted. */
export function MeasureView({ framework, node, period, area }: Props) {
  const { t } = useSpeech();
  const [page, turn] = useState(1);
  const filter = { period, area, limit: PAGE, offset: (page - 1) * PAGE };
  const measure = useQuery({
    queryKey: ['index', framework, 'node', node.id, filter],
    queryFn: () => api.measure(framework, node.id, filter),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="panel">
      <Parts node={node} measure={measure.data} />
      <Loaded query={measure}>
        {(found) => (
          <>
            <RecordsBehind measure={found} page={page} turn={turn} />
            {found.query && (
              <Section title={t('query')}>
                <pre>{found.query}</pre>
              </Section>
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}

/** The number and its parts: as stored, until they are taken from the records again. */
function Parts({ node, measure }: { node: IndexNode; measure?: Measure }) {
  const { t, title } = useSpeech();
  const { value, unit, low, high, numerator, denominator } = measure ?? node;
  const pairs = [
    { name: t('value'), value: <b className="figures">{`${number(value, 2)} ${unit ?? ''}`}</b> },
    { name: t('interval'), value: <span className="figures">{`${number(low, 2)} – ${number(high, 2)}`}</span> },
    { name: t('numerator'), value: number(numerator, 2) },
    { name: t('denominator'), value: number(denominator, 2) },
    { name: t('formula'), value: measure?.formula ?? '…' },
    { name: t('computed'), value: measure ? <When instant={measure.computed} /> : '…' },
  ];
  if (node.guard) pairs.push({ name: t('guard'), value: title(node.guard) });
  return <Facts pairs={pairs} />;
}

function RecordsBehind({ measure, page, turn }: { measure: Measure; page: number; turn: (page: number) => void }) {
  const { t } = useSpeech();
  const columns = useColumns(measure);
  return (
    <Section title={t('records_behind')} extra={<span className="quiet">{t('total_n', { n: number(measure.total) })}</span>}>
      <Table<MeasureRecord>
        size="small"
        rowKey="id"
        scroll={{ x: 'max-content' }}
        dataSource={measure.records}
        columns={columns}
        locale={{ emptyText: <Nothing text={t('records_empty')} /> }}
        pagination={{ current: page, pageSize: PAGE, total: measure.total, showSizeChanger: false, hideOnSinglePage: true, onChange: turn }}
      />
    </Section>
  );
}

const OPENABLE: readonly string[] = ['call', 'task'] satisfies Panel[];

function useColumns({ kind, records }: Measure): ColumnsType<MeasureRecord> {
  const { t } = useSpeech();
  const { open } = usePanel();
  const fields = useFieldColumns(kind ?? '', records);
  return [
    {
      title: t('record'),
      dataIndex: 'id',
      render: (id: string) =>
        kind !== null && OPENABLE.includes(kind) ? (
          <Button type="link" onClick={() => open(kind as Panel, id)}>
            {id}
          </Button>
        ) : (
          <code>{id}</code>
        ),
    },
    { title: t('in_numerator'), dataIndex: 'in_numerator', render: (counted: boolean) => t(counted ? 'yes' : 'no') },
    { title: t('time'), dataIndex: 'at', render: (instant: string) => <When instant={instant} style="minute" /> },
    ...fields,
  ];
}
