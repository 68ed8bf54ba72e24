import type { UseQueryResult } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useSpeech } from '@/i18n/language';
import { ProblemView } from './problem';

/** What a query found: while it runs, when it fails, and when it is there. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  const { t } = useSpeech();
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ProblemView error={query.error} retry={() => void query.refetch()} />;
  return (
    <div role="status" aria-label={t('loading')}>
      <Skeleton active={false} paragraph={{ rows: 4 }} />
    </div>
  );
}
