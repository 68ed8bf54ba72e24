import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Tabs } from 'antd';
import { api } from '@/api/client';
import type { Framework } from '@/api/types';
import { Nothing } from '@/common/empty';
import { Loaded } from '@/common/loaded';
import { PageHead } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { useFilter } from '@/lib/panel';
import { Compare } from './compare/compare';
import { FrameworkEditor } from './framework/editor';
import { Picker } from './picker';
import { ReportButton } from './report';
import { Scores } from './scores';
import { WhatIf } from './what-if/what-if';
import './index.css';

/** How well it goes, by framework, period and area; every number opens to its records. */
export default function IndexPage() {
  const { t } = useSpeech();
  const frameworks = useQuery({ queryKey: ['frameworks'], queryFn: api.frameworks });
  return (
    <div className="page">
      <Loaded query={frameworks}>
        {({ frameworks: known }) =>
          known.length === 0 ? (
            <>
              <PageHead title={t('index')} />
              <Nothing text={t('index_empty')} />
            </>
          ) : (
            <Chosen frameworks={known} />
          )
        }
      </Loaded>
    </div>
  );
}

const WHOLE: Framework['areas'][number] = { id: '', name: { zh: '', en: '' } };

function Chosen({ frameworks }: { frameworks: Framework[] }) {
  const { t, title } = useSpeech();
  const [view, show] = useFilter('view');
  const [id, setId] = useFilter('framework');
  const [period, setPeriod] = useFilter('period');
  const [area, setArea] = useFilter('area');
  const framework = frameworks.find((one) => one.id === id) ?? frameworks[0];
  const chosenPeriod = period || (framework?.periods.at(-1) ?? '');
  const report = useQuery({
    queryKey: ['index', framework?.id, chosenPeriod, area],
    queryFn: () => api.index(framework?.id ?? '', { period: chosenPeriod, area }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHead title={t('index')}>
        <div className="filters">
          <Picker
            label={t('framework')}
            value={framework?.id ?? ''}
            choose={setId}
            options={frameworks.map((one) => ({ value: one.id, label: `${title(one.title)} ${one.version}` }))}
          />
          <Picker
            label={t('period')}
            value={chosenPeriod}
            choose={setPeriod}
            options={(framework?.periods ?? []).map((value) => ({ value, label: value }))}
          />
          <Picker
            label={t('area')}
            value={area}
            choose={setArea}
            options={[WHOLE, ...(framework?.areas ?? [])].map((one) => ({
              value: one.id,
              label: one === WHOLE ? t('whole_city') : title(one.name),
            }))}
          />
        </div>
      </PageHead>
      <Loaded query={report}>
        {(given) => (
          <Tabs
            activeKey={view || 'scores'}
            onChange={show}
            destroyOnHidden
            tabBarExtraContent={<ReportButton report={given} />}
            items={[
              { key: 'scores', label: t('view_scores'), children: <Scores report={given} choose={setArea} /> },
              { key: 'what-if', label: t('view_what_if'), children: <WhatIf key={`${given.period} ${given.area}`} report={given} /> },
              { key: 'compare', label: t('view_compare'), children: framework && <Compare key={`${framework.id} ${given.period} ${given.area}`} framework={framework} report={given} /> },
              { key: 'framework', label: t('view_framework'), children: <FrameworkEditor key={given.framework} framework={given.framework} /> },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}
