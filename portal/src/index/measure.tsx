import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { api } from '@/api/client';
import type { IndexNode, Measure, MeasureRecord } from '@/api/types';
import { Nothing } from '@/common/empty';
import { Facts } from '@/common/facts';
import { FieldValue } from '@/common/fields';
import { Loaded } from '@/common/loaded';
import { Section } from '@/common/section';
import { When } from '@/common/times';
import { useSpeech } from '@/i18n/language';
import { number } from '@/lib/number';
import { usePanel, type Panel } from '@/lib/panel';
import { useKind } from '@/lib/reference';

const PAGE = 50;
const MOST_COLUMNS = 6;

type Props = { framework: string; node: IndexNode; period: string; area: string };

/** One number taken apart: its formula, its two parts, the records that were counted. */
export function MeasureView({ framework, node, period, area }: Props) {
  const [page, turn] = useState(1);
  const filter = { period, area, limit: PAGE, offset: (page - 1) * PAGE };
  const measure = useQuery({
    queryKey: ['index', framework, 'node', node.id, filter],
    queryFn: () => api.measure(framework, node.id, filter),
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded query={measure}>
      {(found) => (
        <div className="panel">
          <Parts measure={found} unit={node.unit} />
          <RecordsBehind measure={found} page={page} turn={turn} />
        </div>
      )}
    </Loaded>
  );
}

function Parts({ measure, unit }: { measure: Measure; unit: string | null }) {
  const { t, title } = useSpeech();
  const pairs = [
    { name: t('value'), value: <b className="figures">{`${number(measure.value, 3)} ${unit ?? ''}`}</b> },
    { name: t('interval'), value: <span className="figures">{`${number(measure.low, 3)} – ${number(measure.high, 3)}`}</span> },
    { name: t('numerator'), value: number(measure.numerator, 2) },
    { name: t('denominator'), value: number(measure.denominator, 2) },
    { name: t('formula'), value: title(measure.formula) },
    { name: t('computed'), value: <When instant={measure.computed} /> },
  ];
  if (measure.query) pairs.push({ name: t('query'), value: <pre>{measure.query}</pre> });
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

function useColumns(measure: Measure): ColumnsType<MeasureRecord> {
  const { t, title } = useSpeech();
  const { open } = usePanel();
  const fields = useKind(measure.kind)?.fields;
  const names = Object.keys(measure.records[0] ?? {}).filter((name) => fields?.[name] !== undefined);
  return [
    {
      title: t('record'),
      dataIndex: 'id',
      render: (id: string) =>
        OPENABLE.includes(measure.kind) ? (
          <Button type="link" onClick={() => open(measure.kind as Panel, id)}>
            {id}
          </Button>
        ) : (
          <code>{id}</code>
        ),
    },
    { title: t('in_numerator'), dataIndex: 'in_numerator', render: (counted: boolean) => t(counted ? 'yes' : 'no') },
    ...names.slice(0, MOST_COLUMNS).map((name) => ({
      title: title(fields?.[name]?.title),
      dataIndex: name,
      render: (value: unknown) => <FieldValue name={name} field={fields?.[name]} value={value} />,
    })),
  ];
}
