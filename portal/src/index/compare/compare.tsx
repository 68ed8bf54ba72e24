import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import type { Framework, IndexReport } from '@/api/types';
import { Nothing } from '@/common/empty';
import { Loaded } from '@/common/loaded';
import { useSpeech } from '@/i18n/language';
import { Picker } from '../picker';
import { Difference } from './difference';

export type Chosen = { version: string; period: string; area: string };

/** Two scores side by side, and the difference split over what made it. */
export function Compare({ framework, report }: { framework: Framework; report: IndexReport }) {
  const { t, title } = useSpeech();
  const area = report.area ?? '';
  const now = { version: framework.version, period: report.period ?? '', area };
  const [node, setNode] = useState('index');
  const [begun] = useState(() => begin(framework, now));
  const [first, setFirst] = useState<Chosen>(begun.first);
  const [second, setSecond] = useState<Chosen>(begun.second);
  const same = first.version === second.version && first.period === second.period && first.area === second.area;
  const filter = { node, ...sided('first', first), ...sided('second', second) };
  const told = useQuery({
    queryKey: ['index', framework.id, 'comparison', filter],
    queryFn: () => api.comparison(framework.id, filter),
    placeholderData: keepPreviousData,
    enabled: !same,
  });
  const nodes = report.nodes.filter(({ assessed }) => assessed);
  return (
    <div className="panel">
      <p className="quiet">{t('compare_about')}</p>
      <div className="filters compare-sides">
        <SidePicker name={t('first_score')} framework={framework} chosen={first} choose={setFirst} />
        <SidePicker name={t('second_score')} framework={framework} chosen={second} choose={setSecond} />
        <Picker
          label={t('compared_node')}
          value={node}
          choose={setNode}
          options={[{ value: 'index', label: t('whole_index') }, ...nodes.map((one) => ({ value: one.id, label: title(one.title) }))]}
        />
      </div>
      {same ? <Nothing text={t('compare_same')} /> : <Loaded query={told}>{(found) => <Difference found={found} framework={framework} />}</Loaded>}
    </div>
  );
}

/** What is shown beside the period before it; where there is none, beside the whole city. */
function begin({ periods, areas }: Framework, now: Chosen): { first: Chosen; second: Chosen } {
  const earlier = periods[periods.indexOf(now.period) - 1];
  if (earlier !== undefined) return { first: { ...now, period: earlier }, second: now };
  return { first: { ...now, area: '' }, second: { ...now, area: now.area || (areas[0]?.id ?? '') } };
}

const sided = (side: 'first' | 'second', { version, period, area }: Chosen) => ({
  [`${side}_version`]: version,
  [`${side}_period`]: period,
  [`${side}_area`]: area,
});

type SideProps = { name: string; framework: Framework; chosen: Chosen; choose: (chosen: Chosen) => void };

function SidePicker({ name, framework, chosen, choose }: SideProps) {
  const { t, title } = useSpeech();
  const versions: Record<string, string[]> = { ...framework.earlier, [framework.version]: framework.periods };
  const periods = versions[chosen.version] ?? [];
  const named = (what: string) => `${name}: ${what}`;
  return (
    <fieldset className="sliders">
      <legend>{name}</legend>
      <div className="filters">
        {Object.keys(versions).length > 1 && (
          <Picker
            label={t('framework_version')}
          spoken={named(t('framework_version'))}
            value={chosen.version}
            choose={(version) => choose({ ...chosen, version, period: versions[version]?.at(-1) ?? '' })}
            options={Object.keys(versions).map((value) => ({ value, label: value }))}
          />
        )}
        <Picker
          label={t('period')}
          spoken={named(t('period'))}
          value={chosen.period}
          choose={(period) => choose({ ...chosen, period })}
          options={periods.map((value) => ({ value, label: value }))}
        />
        <Picker
          label={t('area')}
          spoken={named(t('area'))}
          value={chosen.area}
          choose={(area) => choose({ ...chosen, area })}
          options={[{ value: '', label: t('whole_city') }, ...framework.areas.map((one) => ({ value: one.id, label: title(one.name) }))]}
        />
      </div>
    </fieldset>
  );
}
