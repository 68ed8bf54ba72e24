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
  const [first, setFirst] = useState<Chosen>({ ...now, period: before(framework.periods, now.period) });
  const [second, setSecond] = useState<Chosen>(now);
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

/** The period before one, or itself where it is the first. */
function before(periods: readonly string[], period: string): string {
  return periods[Math.max(periods.indexOf(period) - 1, 0)] ?? period;
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
            label={named(t('framework_version'))}
            value={chosen.version}
            choose={(version) => choose({ ...chosen, version, period: versions[version]?.at(-1) ?? '' })}
            options={Object.keys(versions).map((value) => ({ value, label: value }))}
          />
        )}
        <Picker
          label={named(t('period'))}
          value={chosen.period}
          choose={(period) => choose({ ...chosen, period })}
          options={periods.map((value) => ({ value, label: value }))}
        />
        <Picker
          label={named(t('area'))}
          value={chosen.area}
          choose={(area) => choose({ ...chosen, area })}
          options={[{ value: '', label: t('whole_city') }, ...framework.areas.map((one) => ({ value: one.id, label: title(one.name) }))]}
        />
      </div>
    </fieldset>
  );
}
