import { lazy, Suspense, useMemo } from 'react';
import type { FindingDetail } from '@/api/types';
import { countsOption } from '@/charts/options';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { useZone } from '@/lib/reference';
import { at } from '@/lib/time';
import { useTheme } from '@/shell/theme';

const Chart = lazy(() => import('@/charts/chart'));
const HEIGHT = 140;

/** When the evidence came, over the window. */
export function Timeline({ points }: { points: FindingDetail['timeline'] }) {
  const { t } = useSpeech();
  const zone = useZone();
  const { palette } = useTheme();
  const option = useMemo(
    () =>
      countsOption(
        palette,
        t('evidence'),
        points.map(({ time }) => at(time, zone, 'day').slice(5)),
        points.map(({ count }) => count),
      ),
    [palette, t, points, zone],
  );
  return (
    <Section title={t('when')}>
      <Suspense fallback={<div style={{ height: HEIGHT }} />}>
        <Chart option={option} height={HEIGHT} label={`${t('when')}: ${points.map(({ count }) => count).join(', ')}`} />
      </Suspense>
    </Section>
  );
}
