import { lazy, Suspense, useMemo } from 'react';
import type { Situation } from '@/api/types';
import { countsOption } from '@/charts/options';
import { Nothing } from '@/common/empty';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { number } from '@/lib/number';
import { useCodeName } from '@/lib/reference';
import { at } from '@/lib/time';
import { useTheme } from '@/shell/theme';

const Chart = lazy(() => import('@/charts/chart'));
const HEIGHT = 150;

/** How the day goes: calls by the hour, and their classes. */
export function Rhythm({ situation }: { situation: Situation }) {
  return (
    <div className="rhythm">
      <LastDay hourly={situation.hourly} zone={situation.zone} />
      <Classes rows={situation.by_category} />
    </div>
  );
}

function LastDay({ hourly, zone }: { hourly: Situation['hourly']; zone: string }) {
  const { t } = useSpeech();
  const { palette } = useTheme();
  const option = useMemo(
    () =>
      countsOption(
        palette,
        t('calls'),
        hourly.map(({ hour }) => at(hour, zone, 'time').slice(0, 5)),
        hourly.map(({ calls }) => calls),
      ),
    [palette, t, hourly, zone],
  );
  return (
    <Section title={t('last_day')}>
      <Suspense fallback={<div style={{ height: HEIGHT }} />}>
        <Chart option={option} height={HEIGHT} label={`${t('last_day')}: ${hourly.map(({ calls }) => calls).join(', ')}`} />
      </Suspense>
    </Section>
  );
}

function Classes({ rows }: { rows: Situation['by_category'] }) {
  const { t } = useSpeech();
  const codeName = useCodeName();
  const sorted = [...rows].sort((a, b) => b.count - a.count);
  const most = sorted[0]?.count ?? 1;
  return (
    <Section title={t('by_class')}>
      {sorted.length === 0 && <Nothing text={t('no_calls_today')} />}
      <ol className="bars">
        {sorted.map(({ code, count }) => (
          <li key={code}>
            <span>{codeName('category', code)}</span>
            <i style={{ width: `${(count / most) * 100}%` }} />
            <b className="figures">{number(count)}</b>
          </li>
        ))}
      </ol>
    </Section>
  );
}
