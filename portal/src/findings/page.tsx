import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ColumnsType } from 'antd/es/table';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { api } from '@/api/client';
import type { Finding } from '@/api/types';
import { About } from '@/common/about';
import { Filter } from '@/common/filter';
import { Loaded } from '@/common/loaded';
import { Level, Status } from '@/common/marks';
import { paging, usePaging } from '@/common/paging';
import { Records } from '@/common/records';
import { PageHead } from '@/common/section';
import { When } from '@/common/times';
import { useSpeech } from '@/i18n/language';
import { useFilter } from '@/lib/panel';
import { useAreaName, useAreas, useCodeOptions, useMay } from '@/lib/reference';

/** Places, premises and disputes that models found to need attention. */
export default function FindingsPage() {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const page = usePaging();
  const [status] = useFilter('status');
  const [model] = useFilter('model');
  const [area] = useFilter('area');
  const filter = { status, model, area, limit: page.limit, offset: page.offset };
  const findings = useQuery({
    queryKey: ['findings', filter],
    queryFn: () => api.findings(filter),
    placeholderData: keepPreviousData,
  });
  const columns = useColumns();
  return (
    <div className="page">
      <PageHead title={t('findings')}>
        <Filters />
      </PageHead>
      <Loaded query={findings}>
        {({ items, total }) => (
          <Records<Finding>
            rows={items}
            columns={columns}
            label={t('findings')}
            empty={t('findings_empty')}
            open={({ id }) => void navigate(`/findings/${encodeURIComponent(id)}`)}
            pagination={paging(page, total, t('total_n', { n: total }))}
          />
        )}
      </Loaded>
    </div>
  );
}

function Filters() {
  const { t, title } = useSpeech();
  const options = useCodeOptions();
  const models = useQuery({ queryKey: ['models'], queryFn: api.models, enabled: useMay()('model.see') });
  const [status, setStatus] = useFilter('status');
  const [model, setModel] = useFilter('model');
  const [area, setArea] = useFilter('area');
  const areas = useAreas().map(({ id, name }) => ({ value: id, label: title(name) }));
  const modelOptions = (models.data?.items ?? []).map((one) => ({ value: one.id, label: title(one.title) }));
  return (
    <div className="filters">
      <Filter label={t('status')} value={status} options={options('finding_status')} choose={setStatus} />
      <Filter label={t('model')} value={model} options={modelOptions} choose={setModel} />
      <Filter label={t('area')} value={area} options={areas} choose={setArea} />
    </div>
  );
}

function useColumns(): ColumnsType<Finding> {
  const { t, language } = useSpeech();
  const areaName = useAreaName();
  return useMemo(
    () => [
      { title: t('level'), dataIndex: 'level', width: 44, render: (level: number | null) => <Level level={level} /> },
      { title: t('place'), className: 'about', render: (_, row) => <About of={row} /> },
      { title: t('status'), width: 96, render: (_, row) => <Status table="finding_status" code={row.status} /> },
      { title: t('raised'), dataIndex: 'raised', width: 110, render: (instant: string) => <When instant={instant} style="minute" /> },
      {
        title: t('why'),
        render: (_, row) => <span className="why">{language === 'zh' ? row.because_zh : row.because_en}</span>,
      },
      { title: t('area'), render: (_, row) => areaName(row.area) },
      { title: t('evidence_count'), dataIndex: 'count', align: 'right', width: 60 },
    ],
    [t, language, areaName],
  );
}
