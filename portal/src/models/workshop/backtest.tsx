import { Segmented, Slider } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { countsOption } from '@/charts/options';
import { Level } from '@/common/marks';
import { ProblemView } from '@/common/problem';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { number, percent } from '@/lib/number';
import { useTheme } from '@/shell/theme';
import type { Backtest } from '@/api/workshop';
import { byUrgency, reach, withThreshold } from './levels';
import { useWorkshop } from './state';
import { Figures } from './figures';

const Chart = lazy(() => import('@/charts/chart'));
const DAYS = [30, 90, 365];

/** What the model would have found: it runs again while the threshold moves. */
export function BacktestView() {
  const { t } = useSpeech();
  const { backtest, days, look } = useWorkshop();
  return (
    <Section
      className="backtest"
      title={t('backtest')}
      extra={
        <span className="buttons">
          {backtest.busy && <span className="quiet" role="status">{t('running')}</span>}
          <Segmented
            size="small"
            aria-label={t('stretch_of_history')}
            value={days}
            options={DAYS.map((value) => ({ value, label: t('last_days', { n: value }) }))}
            onChange={look}
          />
        </span>
      }
    >
      <Threshold />
      <div className="backtest-holder">
        {backtest.error != null && <ProblemView error={backtest.error} />}
        {backtest.data && <Result of={backtest.data} />}
        {backtest.error == null && !backtest.data && <p className="quiet">{t(backtest.busy ? 'running' : 'backtest_waits')}</p>}
      </div>
    </Section>
  );
}

function Result({ of }: { of: Backtest }) {
  const { t } = useSpeech();
  const { palette } = useTheme();
  const option = useMemo(
    () => countsOption(palette, t('findings'), of.per_day.map(({ day }) => day), of.per_day.map(({ findings }) => findings)),
    [palette, t, of],
  );
  return (
    <div className="backtest-result">
      <div className="chart-holder">
        <Suspense fallback={null}>
          <Chart option={option} height={104} label={`${t('findings_per_day')}: ${number(of.findings)}`} />
        </Suspense>
      </div>
      <Figures of={of} />
    </div>
  );
}

/** The threshold of a level on a slider, and how many keys reach so far. */
function Threshold() {
  const { t } = useSpeech();
  const { draft, change, trace } = useWorkshop();
  const [chosen, choose] = useState<number | null>(null);
  const { raise } = draft.model;
  if (!raise) return null;
  const levels = byUrgency(raise);
  const level = levels.find((each) => each.level === chosen) ?? levels.at(-1);
  if (!level) return null;
  const histogram = trace.data?.measure.histogram ?? [];
  const most = trace.data?.measure.max ?? level.at_least * 3;
  const step = Number.isInteger(level.at_least) && most > 2 ? 1 : 0.05;
  const ends = reach(raise, level.level, step, Math.ceil(most));
  const reached = histogram.filter(({ to }) => to === null || to > level.at_least).reduce((sum, { keys }) => sum + keys, 0);
  const all = histogram.reduce((sum, { keys }) => sum + keys, 0);
  const label = t('threshold_of', { level: t('level_n', { n: level.level }) });
  return (
    <div className="threshold">
      {levels.length > 1 ? (
        <Segmented
          size="small"
          aria-label={t('levels')}
          value={level.level}
          options={levels.map((each) => ({ value: each.level, label: <Level level={each.level} /> }))}
          onChange={choose}
        />
      ) : (
        <Level level={level.level} />
      )}
      <span>
        {t('at_least')} <b className="figures">{number(level.at_least, 2)}</b>
      </span>
      <Slider
        className="grow"
        min={ends.least}
        max={ends.most}
        step={step}
        value={level.at_least}
        ariaLabelForHandle={label}
        onChange={(at_least) =>
          change({ ...draft, model: { ...draft.model, raise: withThreshold(raise, level.level, at_least, step) } }, `raise.${level.level}`)
        }
      />
      {all > 0 && <span className="quiet figures">{t('keys_reach', { n: number(reached), all: number(all), share: percent(reached / all) })}</span>}
    </div>
  );
}
