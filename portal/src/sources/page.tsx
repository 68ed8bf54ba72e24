import { useQuery } from '@tanstack/react-query';
import type { ColumnsType } from 'antd/es/table';
import { useNavigate } from 'react-router';
import { api } from '@/api/client';
import type { Batch } from '@/api/types';
import { Loaded } from '@/common/loaded';
import { Records } from '@/common/records';
import { PageHead } from '@/common/section';
import { When } from '@/common/times';
import { useSpeech } from '@/i18n/language';
import { Balance, BalanceKey } from './balance';
import { stateTitle } from './names';

/** What was taken in, file by file; every row is accounted for. */
export default function SourcesPage() {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const sources = useQuery({ queryKey: ['sources'], queryFn: api.sources });
  const columns = useColumns();
  return (
    <div className="page">
      <PageHead title={t('sources')}>
        <BalanceKey />
      </PageHead>
      <Loaded query={sources}>
        {({ batches, totals }) => (
          <>
            {batches.length > 0 && (
              <Balance
                batch={{
                  rows_read: totals.read,
                  rows_stored: totals.stored,
                  rows_duplicate: totals.duplicates,
                  rows_quarantined: totals.quarantined,
                }}
              />
            )}
            <Records<Batch>
              rows={batches}
              columns={columns}
              label={t('sources')}
              empty={t('sources_empty')}
              open={({ id }) => void navigate(`/sources/${encodeURIComponent(id)}`)}
            />
          </>
        )}
      </Loaded>
    </div>
  );
}

function useColumns(): ColumnsType<Batch> {
  const { t, title } = useSpeech();
  return [
    { title: t('file'), dataIndex: 'file', render: (file: string) => <b>{file}</b> },
    { title: t('target'), dataIndex: 'target' },
    { title: t('mapping'), dataIndex: 'mapping' },
    { title: t('status'), dataIndex: 'status', render: (state: string) => title(stateTitle(state)) },
    { title: t('started'), dataIndex: 'started', render: (instant: string) => <When instant={instant} /> },
    { title: t('balance'), render: (_, batch) => <Balance batch={batch} /> },
  ];
}
