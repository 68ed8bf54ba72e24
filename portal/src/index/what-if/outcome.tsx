import { Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useMemo } from 'react';
import type { IndexReport } from '@/api/types';
import { useSpeech } from '@/i18n/language';
import { number, signed } from '@/lib/number';
import type { Placed } from './supposing';

type Line = { id: string; name: string; was: Placed | undefined; is: Placed; chosen: boolean };
type Props = { report: IndexReport; before: Placed[]; after: Placed[] };

/** Every area before and after, the best after first; the whole city on top. */
export function OutcomeTable({ report, before, after }: Props) {
  const { t, title } = useSpeech();
  const columns = useColumns();
  const name = (id: string) => title(report.areas.find((area) => area.id === id)?.name) || (id ? id : t('whole_city'));
  const lines = after
    .map((is): Line => ({ id: is.id, name: name(is.id), was: before.find(({ id }) => id === is.id), is, chosen: is.id === (report.area ?? '') }))
    .sort((a, b) => Number(b.id === '') - Number(a.id === '') || (b.is.score ?? -1) - (a.is.score ?? -1));
  return (
    <Table<Line>
      size="small"
      rowKey="id"
      pagination={false}
      aria-label={t('outcome')}
      dataSource={lines}
      columns={columns}
      scroll={{ x: 'max-content' }}
      onRow={({ chosen }) => ({ 'aria-current': chosen || undefined })}
    />
  );
}

function useColumns(): ColumnsType<Line> {
  const { t } = useSpeech();
  return useMemo(
    () => [
      { title: t('area'), dataIndex: 'name' },
      { title: t('score'), width: 190, render: (_, { was, is }) => <Bars was={was?.score ?? null} is={is.score} /> },
      { title: t('now'), align: 'right', render: (_, { was }) => number(was?.score, 2) },
      { title: t('then'), align: 'right', className: 'then', render: (_, { is }) => <b>{number(is.score, 2)}</b> },
      { title: t('difference'), align: 'right', render: (_, { was, is }) => <Difference was={was?.score} is={is.score} /> },
      { title: t('rank'), align: 'right', render: (_, { was, is }) => <Moved was={was?.rank} is={is.rank} /> },
      { title: t('band'), align: 'right', render: (_, { was, is }) => <Moved was={was?.band} is={is.band} /> },
    ],
    [t],
  );
}

/** What is, thin, over what would be. */
function Bars({ was, is }: { was: number | null; is: number | null }) {
  return (
    <span className="before-after" aria-hidden="true">
      <i className="was" style={{ width: `${was ?? 0}%` }} />
      <i className="is" style={{ width: `${is ?? 0}%` }} />
    </span>
  );
}

const SMALLEST = 0.005;

function Difference({ was, is }: { was: number | null | undefined; is: number | null }) {
  if (was == null || is === null || Math.abs(is - was) < SMALLEST) return <span className="quiet">–</span>;
  return <span className={is > was ? 'gain' : 'loss'}>{signed(is - was)}</span>;
}

function Moved({ was, is }: { was: number | null | undefined; is: number | null }) {
  if (is === null) return <span className="quiet">–</span>;
  return was == null || was === is ? <span>{is}</span> : <b>{`${was} → ${is}`}</b>;
}
