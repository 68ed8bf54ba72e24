import { Table } from 'antd';
import { useMemo } from 'react';
import type { LintedNode } from '@/api/evaluation';
import { useSpeech } from '@/i18n/language';
import { percent } from '@/lib/number';
import { tree, type Branch } from '@/lib/tree';

/** The framework as it would be: every node with its share in the whole. */
export function Tree({ nodes }: { nodes: LintedNode[] }) {
  const { t, title } = useSpeech();
  const lines = useMemo(() => tree(nodes), [nodes]);
  return (
    <Table<Branch<LintedNode>>
      size="small"
      rowKey="id"
      pagination={false}
      aria-label={t('tree_preview')}
      dataSource={lines}
      expandable={{ indentSize: 14 }}
      columns={[
        { title: t('node'), className: 'node-name', render: (_, node) => title(node.title) },
        { title: '', render: (_, node) => !node.children && !node.collected && <small className="quiet">{t('not_collected_yet')}</small> },
        { title: t('share'), align: 'right', dataIndex: 'share', render: (share: number) => <span className="figures">{percent(share / 100)}</span> },
      ]}
    />
  );
}
