import { Button, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useMemo } from 'react';
import type { IndexNode } from '@/api/types';
import { Sparkline } from '@/charts/sparkline';
import { useSpeech } from '@/i18n/language';
import { number, percent } from '@/lib/number';
import { opened, outline, reasons, type Line } from './outline';

/** The framework as a tree; a measure opens to what it was made from. */
export function NodeTable({ nodes, open }: { nodes: IndexNode[]; open: (id: string) => void }) {
  const { t } = useSpeech();
  const rows = useMemo(() => outline(nodes), [nodes]);
  const columns = useColumns(open);
  const shown = opened(rows);
  return (
    <Table<Line>
      key={shown.join(' ')}
      size="small"
      rowKey="id"
      pagination={false}
      scroll={{ x: 'max-content' }}
      aria-label={t('index')}
      dataSource={rows}
      columns={columns}
      expandable={{ defaultExpandedRowKeys: shown, indentSize: 16 }}
    />
  );
}

function useColumns(open: (id: string) => void): ColumnsType<Line> {
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
      { title: t('score'), width: 190, onCell: wide, render: (_, node) => <Score node={node} /> },
      { title: t('value'), align: 'right', width: 120, onCell: covered, render: (_, node) => <Value node={node} /> },
      { title: t('interval'), align: 'right', width: 110, onCell: covered, render: (_, node) => <Interval node={node} /> },
      { title: t('coverage'), align: 'right', width: 76, onCell: covered, render: (_, node) => percent(node.coverage) },
      { title: t('trend'), width: 96, onCell: covered, render: (_, node) => <Sparkline values={node.history.map(({ score }) => score)} /> },
    ],
    [t, title, open],
  );
}

/** What is not assessed has one cell, which says why, in place of its figures. */
const isAssessed = ({ assessed, score }: Line) => assessed && score !== null;
const wide = (line: Line) => ({ colSpan: isAssessed(line) ? 1 : 5 });
const covered = (line: Line) => ({ colSpan: isAssessed(line) ? 1 : 0 });

function Score({ node }: { node: Line }) {
  const { t, title, language } = useSpeech();
  if (!isAssessed(node)) {
    const why = reasons(node).map(title).join(language === 'zh' ? '；' : '; ');
    return <span className="not-assessed">{why ? t('not_assessed_here', { why }) : t('not_assessed')}</span>;
  }
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
