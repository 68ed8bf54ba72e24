import { lazy, Suspense, useMemo } from 'react';
import type { IndexArea } from '@/api/types';
import { scoresOption } from '@/charts/options';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { number, percent } from '@/lib/number';
import { useTheme } from '@/shell/theme';

const Chart = lazy(() => import('@/charts/chart'));
const ROW = 22;
const FRAME = 34;

type Props = { areas: IndexArea[]; chosen: string | null; choose: (area: string) => void };

/** Areas side by side. The chart is for the eye; the list under it says the same and can be clicked. */
export function AreaComparison({ areas, chosen, choose }: Props) {
  const { t, title } = useSpeech();
  const { palette } = useTheme();
  const scored = useMemo(() => areas.filter((area): area is IndexArea & { score: number } => area.score !== null), [areas]);
  const option = useMemo(
    () => scoresOption(palette, scored.map(({ id, name, score }) => ({ name: title(name), score, chosen: id === chosen }))),
    [palette, scored, title, chosen],
  );
  const height = scored.length * ROW + FRAME;
  return (
    <Section title={t('compare_areas')} extra={<span className="quiet">{t('band_note')}</span>}>
      <Suspense fallback={<div style={{ height }} />}>
        <Chart option={option} height={height} label={t('compare_areas')} />
      </Suspense>
      <ul className="area-list">
        {areas.map(({ id, name, score, coverage, band }) => (
          <li key={id}>
            <button type="button" aria-pressed={id === chosen} onClick={() => choose(id)}>
              {title(name)} <b className="figures">{score === null ? t('not_assessed') : number(score, 1)}</b>
              <span className="quiet"> {band === null ? percent(coverage) : t('band_n', { n: band })}</span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
