import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { api } from '@/api/client';
import type { Framework, IndexReport } from '@/api/types';
import { Nothing } from '@/common/empty';
import { Loaded } from '@/common/loaded';
import { PageHead } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { useFilter } from '@/lib/panel';
import { SideDrawer } from '@/shell/panels';
import { AreaComparison } from './comparison';
import { MeasureView } from './measure';
import { NodeTable } from './nodes';
import { Total } from './total';

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
      <Loaded query={report}>{(given) => <Report report={given} choose={setArea} />}</Loaded>
    </>
  );
}

type Option = { value: string; label: string };

function Picker(props: { label: string; value: string; choose: (value: string) => void; options: Option[] }) {
  return (
    <label className="filter">
      <span>{props.label}</span>
      <Select
        aria-label={props.label}
        value={props.value}
        options={props.options}
        onChange={props.choose}
        popupMatchSelectWidth={false}
      />
    </label>
  );
}

function Report({ report, choose }: { report: IndexReport; choose: (area: string) => void }) {
  const { title } = useSpeech();
  const [opened, open] = useState<string | null>(null);
  const node = report.nodes.find((one) => one.id === opened);
  return (
    <>
      <div className="index-head">
        <Total report={report} />
        <AreaComparison areas={report.areas} chosen={report.area} choose={choose} />
      </div>
      <NodeTable nodes={report.nodes} open={open} />
      <SideDrawer open={node !== undefined} onClose={() => open(null)} title={node ? title(node.title) : ''}>
        {node && <MeasureView framework={report.framework} node={node} period={report.period ?? ''} area={report.area ?? ''} />}
      </SideDrawer>
    </>
  );
}
