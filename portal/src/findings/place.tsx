import { lazy, Suspense, useMemo } from 'react';
import type { Finding } from '@/api/types';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { useAreas } from '@/lib/reference';
import { isPlaced } from '@/map/style';

const CityMap = lazy(() => import('@/map/city-map'));

/** Where a finding is. */
export function Place({ finding }: { finding: Finding }) {
  const { t } = useSpeech();
  const areas = useAreas();
  const label = t('map_of', { what: finding.place ?? finding.key });
  const { id, level, longitude, latitude } = finding;
  const rings = useMemo(
    () => [{ id, level, longitude, latitude }].filter(isPlaced).map((ring) => ({ ...ring, label })),
    [id, level, longitude, latitude, label],
  );
  const [ring] = rings;
  return (
    <Section title={t('where')} className="small-map">
      {ring ? (
        <Suspense fallback={<div className="map" />}>
          <CityMap areas={areas} shade="open_findings" findings={rings} focus={ring} label={label} />
        </Suspense>
      ) : (
        <p className="quiet">{t('no_place')}</p>
      )}
    </Section>
  );
}
