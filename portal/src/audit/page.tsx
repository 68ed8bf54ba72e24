import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ColumnsType } from 'antd/es/table';
import { api } from '@/api/client';
import type { AuditRow } from '@/api/types';
import { Filter, TextFilter } from '@/common/filter';
import { Loaded } from '@/common/loaded';
import { Mark } from '@/common/marks';
import { paging, usePaging } from '@/common/paging';
import { Records } from '@/common/records';
import { PageHead } from '@/common/section';
import { When } from '@/common/times';
import { useSpeech } from '@/i18n/language';
import { useFilter } from '@/lib/panel';
import { purposeName } from '@/lib/purpose';
import { useFieldName, useMay } from '@/lib/reference';
import { JournalCard } from './journal';

/** Who read what, for what purpose, and whether the journal still holds. */
export default function AuditPage() {
  const { t } = useSpeech();
  const page = usePaging();
  const [actor] = useFilter('actor');
  const [target] = useFilter('target');
  const [result] = useFilter('result');
  const filter = { actor, target, result, limit: page.limit, offset: page.offset };
  const audit = useQuery({ queryKey: ['audit', filter], queryFn: () => api.audit(filter), placeholderData: keepPreviousData });
  const columns = useColumns();
  return (
    <div className="page">
      {useMay()('journal.see') && <JournalCard />}
      <PageHead title={t('audit')}>
        <Filters />
      </PageHead>
      <Loaded query={audit}>
        {({ items, total }) => (
          <Records<AuditRow>
            rows={items}
            columns={columns}
            label={t('audit')}
            empty={t('audit_empty')}
            pagination={paging(page, total, t('total_n', { n: total }))}
          />
        )}
      </Loaded>
    </div>
  );
}

function Filters() {
  const { t } = useSpeech();
  const [actor, setActor] = useFilter('actor');
  const [target, setTarget] = useFilter('target');
  const [result, setResult] = useFilter('result');
  const results = (['allowed', 'refused'] as const).map((value) => ({ value, label: t(value) }));
  return (
    <div className="filters">
      <TextFilter label={t('actor')} value={actor} choose={setActor} />
      <TextFilter label={t('target')} value={target} choose={setTarget} />
      <Filter label={t('result')} value={result} options={results} choose={setResult} />
    </div>
  );
}

function useColumns(): ColumnsType<AuditRow> {
  const { t } = useSpeech();
  const fieldName = useFieldName('audit');
  return [
    { title: t('time'), dataIndex: 'at', render: (instant: string) => <When instant={instant} /> },
    { title: t('actor'), render: (_, row) => `${row.actor} (${row.role})` },
    { title: t('purpose'), dataIndex: 'purpose', render: (purpose: string) => purposeName(purpose, t) },
    { title: t('matter'), dataIndex: 'matter' },
    { title: t('target'), dataIndex: 'target' },
    { title: t('rows'), dataIndex: 'rows', align: 'right' },
    {
      title: t('result'),
      render: (_, row) => (
        <>
          <Mark tone={row.result === 'allowed' ? 'good' : 'danger'}>{t(row.result)}</Mark>
          {row.sampled && <Mark tone="warning">{t('sampled')}</Mark>}
        </>
      ),
    },
    { title: t('reason'), dataIndex: 'reason', render: (reason: string | null) => <span className="why">{reason}</span> },
    {
      title: fieldName('conditions'),
      dataIndex: 'conditions',
      render: (text: string | null) => (
        <code className="clipped" title={text ?? ''}>
          {text}
        </code>
      ),
    },
    {
      title: t('fields'),
      dataIndex: 'fields',
      render: (fields: string[] | null) => (
        <span className="clipped" title={fields?.join(', ')}>
          {fields?.join(', ')}
        </span>
      ),
    },
  ];
}
