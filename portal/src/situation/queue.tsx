import type { UseQueryResult } from '@tanstack/react-query';
import { Segmented } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useMemo } from 'react';
import type { Call, Counts, Page } from '@/api/types';
import { Loaded } from '@/common/loaded';
import { Level, Status } from '@/common/marks';
import { Records } from '@/common/records';
import { Section } from '@/common/section';
import { Elapsed, When } from '@/common/times';
import { useSpeech } from '@/i18n/language';
import { number } from '@/lib/number';
import { usePanel } from '@/lib/panel';
import { useAreaName, useCodeName } from '@/lib/reference';
import { QUEUES, queueSizes, type QueueName } from './queues';

/** Widths are fixed, so that the head stays over its columns while rows come and go. */
const WIDTH = 740;

type Props = { query: UseQueryResult<Page<Call>>; shown: QueueName; choose: (queue: QueueName) => void; counts?: Counts };

/** Open calls with running clocks: the most urgent first, then the oldest. */
export function Queue({ query, shown, choose, counts }: Props) {
  const { t } = useSpeech();
  const { open } = usePanel();
  const columns = useCallColumns(true);
  return (
    <Section className="queue" title={t('queue')} extra={<Choice shown={shown} choose={choose} counts={counts} />}>
      <Loaded query={query}>
        {({ items }) => (
          <Records<Call>
            rows={items}
            columns={columns}
            label={t('queue')}
            empty={t('queue_empty')}
            open={({ id }) => open('call', id)}
            tableLayout="fixed"
            scroll={{ x: WIDTH, y: 'var(--queue-height)' }}
          />
        )}
      </Loaded>
      {query.data && <More page={query.data} />}
    </Section>
  );
}

function Choice({ shown, choose, counts }: Pick<Props, 'shown' | 'choose' | 'counts'>) {
  const { t } = useSpeech();
  const sizes = counts && queueSizes(counts);
  return (
    <Segmented<QueueName>
      size="small"
      aria-label={t('queue')}
      value={shown}
      onChange={choose}
      options={QUEUES.map((value) => ({
        value,
        label: (
          <>
            {t(`queue_${value}`)} <b className="figures">{number(sizes?.[value])}</b>
          </>
        ),
      }))}
    />
  );
}

function More({ page }: { page: Page<Call> }) {
  const { t } = useSpeech();
  const n = page.items.length;
  return <span className="quiet">{page.total > n ? t('queue_more', { n, total: page.total }) : t('total_n', { n })}</span>;
}

/** Columns of a list of calls; `running` with the clock instead of the hour. */
export function useCallColumns(running: boolean): ColumnsType<Call> {
  const { t } = useSpeech();
  const codeName = useCodeName();
  const areaName = useAreaName();
  return useMemo(
    () => [
      { title: t('level'), dataIndex: 'level', width: 52, render: (level: number | null) => <Level level={level} /> },
      running
        ? {
            title: t('elapsed'),
            width: 84,
            align: 'right',
            render: (_, call) => <Elapsed since={call.received} due={call.due} />,
          }
        : { title: t('time'), dataIndex: 'received', render: (instant: string) => <When instant={instant} /> },
      { title: t('status'), width: 112, render: (_, call) => <Status table="call_status" code={call.status} /> },
      { title: t('class'), width: 116, ellipsis: running, render: (_, call) => codeName('category', call.feedback_category ?? call.category) },
      {
        title: t('place'),
        render: (_, call) => (
          <span className="place" title={call.address ?? undefined}>
            {call.address ?? call.premises ?? '–'}
          </span>
        ),
      },
      { title: t('area'), width: 90, ellipsis: running, render: (_, call) => areaName(call.area) },
      { title: t('unit'), dataIndex: 'unit', width: 110, ellipsis: running },
    ],
    [t, codeName, areaName, running],
  );
}
