import { Button, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useMemo } from 'react';
import type { IndexNode } from '@/api/types';
import { Sparkline } from '@/charts/sparkline';
import { useSpeech } from '@/i18n/language';
import { number, percent } from '@/lib/number';
import { tree, type Branch } from '@/lib/tree';

/** The framework as a tree; a measure opens to what it was made from. */
export function NodeTable({ nodes, open }: { nodes: IndexNode[]; open: (id: string) => void }) {
  const { t } = useSpeech();
  const rows = useMemo(() => tree(nodes), [nodes]);
  const columns = useColumns(open);
  return (
    <Table<Branch<IndexNode>>
      key={nodes.length}
      size="small"
      rowKey="id"
      pagination={false}
      scroll={{ x: 'max-content' }}
      aria-label={t('index')}
      dataSource={rows}
      columns={columns}
      expandable={{ defaultExpandAllRows: true, indentSize: 16 }}
    />
  );
}

function useColumns(open: (id: string) => void): ColumnsType<Branch<IndexNode>> {
  const { t, title } = useSpeech();
  return useMemo(
    () => [
      {
        title: t('node'),
        className: 'node-name',
        render: (_, node) =>
          node.children || !node.assessed ? (
            <span>{title(node.title)}</span>
          ) : (
            <Button type="link" onClick={() => open(node.id)}>
              {title(node.title)}
            </Button>
          ),
      },
      { title: t('weight'), dataIndex: 'weight', align: 'right', width: 64, render: (weight: number) => number(weight, 1) },
      { title: t('score'), width: 280, render: (_, node) => <Score node={node} /> },
      { title: t('value'), align: 'right', width: 120, render: (_, node) => <Value node={node} /> },
      { title: t('interval'), align: 'right', width: 110, render: (_, node) => <Interval node={node} /> },
      { title: t('coverage'), align: 'right', width: 76, render: (_, node) => percent(node.coverage) },
      { title: t('trend'), width: 96, render: (_, node) => <Sparkline values={node.history.map(({ score }) => score)} /> },
    ],
    [t, title, open],
  );
}

function Score({ node }: { node: IndexNode }) {
  const { t, title } = useSpeech();
  if (!node.assessed || node.score === null)
    return (
      <span className="not-assessed" title={title(node.note)}>
        {t('not_assessed')}
        {node.note && <small> {title(node.note)}</small>}
      </span>
    );
  return (
    <span className="score-bar">
      <i style={{ width: `${node.score}%` }} />
      <b className="figures">{number(node.score, 1)}</b>
    </span>
  );
}

function Value({ node }: { node: IndexNode }) {
  const { t } = useSpeech();
  if (node.value === null) return <span className="quiet">–</span>;
  const lower = node.direction === 'negative';
  return (
    <span className="figures" title={t(lower ? 'lower_better' : 'higher_better')}>
      {number(node.value, 2)} {node.unit} <span aria-label={t(lower ? 'lower_better' : 'higher_better')}>{lower ? '↓' : '↑'}</span>
    </span>
  );
}

function Interval({ node: { low, high } }: { node: IndexNode }) {
  if (low === null || high === null) return <span className="quiet">–</span>;
  return (
    <span className="figures">
      {number(low, 2)} – {number(high, 2)}
    </span>
  );
}
