import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useMemo, useState, type CSSProperties } from 'react';
import { api } from '@/api/client';
import type { AreaForecast, Forecast } from '@/api/workshop';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { number } from '@/lib/number';
import { useAreaName, useZone } from '@/lib/reference';
import { at } from '@/lib/time';

/** Calls expected per area and hour, a day at a time. It places units; nobody is judged by it. */
export function ForecastView() {
  const { t } = useSpeech();
  // a city with too little history has no forecast, and that is no fault of this page
  const { data } = useQuery({ queryKey: ['forecast'], queryFn: () => api.forecast(), staleTime: 600_000 });
  return data && data.areas.length > 0 ? <Section title={t('forecast')}><Heat forecast={data} /></Section> : null;
}

function Heat({ forecast }: { forecast: Forecast }) {
  const { t, title } = useSpeech();
  const zone = useZone();
  const { times, method, mase, areas, feedback, remarks } = forecast;
  const days = useMemo(() => [...new Set(times.map((time) => at(time, zone, 'day')))], [times, zone]);
  const [chosen, choose] = useState(days[0]);
  const steps = times.flatMap((time, step) => (at(time, zone, 'day') === chosen ? [step] : []));
  const most = Math.max(...areas.flatMap(({ expected }) => expected), 0.001);
  return (
    <>
      <p className="quiet">
        {t('forecast_about')} {t('forecast_method', { method, mase: number(mase[method], 2) })}
      </p>
      <Segmented
        size="small"
        aria-label={t('time')}
        value={chosen}
        options={days.map((day) => ({ value: day, label: day.slice(5) }))}
        onChange={choose}
      />
      <div className="forecast" tabIndex={0} role="region" aria-label={t('forecast')}>
        <table>
          <thead>
            <tr>
              <th>{t('area')}</th>
              {steps.map((step) => (
                <th key={step}>{at(times[step], zone, 'time').slice(0, 2)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {areas.map((area) => (
              <AreaRow key={area.area} area={area} steps={steps} times={times} most={most} />
            ))}
          </tbody>
        </table>
      </div>
      {[feedback.sentence, ...remarks].map((said) => (
        <p key={said.en} className="quiet">
          {title(said)}
        </p>
      ))}
    </>
  );
}

type RowProps = { area: AreaForecast; steps: number[]; times: string[]; most: number };

function AreaRow({ area, steps, times, most }: RowProps) {
  const { t } = useSpeech();
  const zone = useZone();
  const areaName = useAreaName();
  return (
    <tr>
      <th scope="row">{areaName(area.area)}</th>
      {steps.map((step) => {
        const calls = area.expected[step] ?? 0;
        const said = {
          hour: at(times[step], zone, 'minute'),
          calls: number(calls, 2),
          low: number(area.low[step]),
          high: number(area.high[step]),
        };
        return (
          <td key={step} className="figures" style={{ '--share': calls / most } as CSSProperties} title={t('forecast_cell', said)}>
            {number(calls, 1)}
          </td>
        );
      })}
    </tr>
  );
}
