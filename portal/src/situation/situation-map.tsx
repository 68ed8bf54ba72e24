import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '@/api/client';
import type { Call, Finding, Situation } from '@/api/types';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { usePanel } from '@/lib/panel';
import { useMay } from '@/lib/reference';
import { isPlaced, type Shade } from '@/map/style';

const CityMap = lazy(() => import('@/map/city-map'));
const MOST_RINGS = 200;
const RING_DAYS = 14;
const FRESH_MS = 24 * 3_600_000;
const NO_CALLS: Call[] = [];

export function SituationMap({ situation, calls = NO_CALLS }: { situation: Situation; calls?: Call[] }) {
  const { t } = useSpeech();
  const [shade, setShade] = useState<Shade>('open_calls');
  const { open } = usePanel();
  const openCall = useCallback((id: string) => open('call', id), [open]);
  const rings = useFindingRings(situation.now);
  return (
    <Section
      className="map-section"
      title={t('map')}
      extra={
        <Segmented<Shade>
          size="small"
          aria-label={t('map_shade')}
          value={shade}
          onChange={setShade}
          options={(['open_calls', 'open_findings'] as const).map((value) => ({ value, label: t(value) }))}
        />
      }
    >
      <Suspense fallback={<div className="map" />}>
        <CityMap
          areas={situation.areas}
          units={situation.units}
          calls={calls}
          findings={rings}
          shade={shade}
          openCall={openCall}
          label={t('map')}
        />
      </Suspense>
      <Legend />
    </Section>
  );
}

/** Findings of late that are not verified yet: one ring for each thing they are about, from its latest. */
function useFindingRings(now: string) {
  const { t, language } = useSpeech();
  const navigate = useNavigate();
  const filter = { status: 'in-hand', days: RING_DAYS, limit: MOST_RINGS };
  const enabled = useMay()('finding.see');
  const { data } = useQuery({ queryKey: ['findings', filter], queryFn: () => api.findings(filter), enabled });
  return useMemo(() => {
    const latest = new Map<string, Finding>();
    for (const finding of data?.items ?? []) if (!latest.has(finding.key)) latest.set(finding.key, finding);
    return [...latest.values()].filter(isPlaced).map((finding) => ({
      id: finding.id,
      level: finding.level,
      longitude: finding.longitude,
      latitude: finding.latitude,
      label: `${t('finding_at', { what: finding.place ?? finding.key })}\n${language === 'zh' ? finding.because_zh : finding.because_en}`,
      fresh: Date.parse(now) - Date.parse(finding.raised) < FRESH_MS,
      open: () => void navigate(`/findings/${encodeURIComponent(finding.id)}`),
    }));
  }, [data, now, t, language, navigate]);
}

function Legend() {
  const { t } = useSpeech();
  return (
    <ul className="legend">
      <li>
        {[1, 2, 3, 4].map((level) => (
          <i key={level} className={`dot dot-${level}`}>
            {level}
          </i>
        ))}
        {t('legend_calls')}
      </li>
      <li>
        <i className="dot dot-ring" /> {t('legend_findings')}
      </li>
      <li>
        <i className="dot dot-free" /> {t('legend_units_free')}
      </li>
      <li>
        <i className="dot dot-busy" /> {t('legend_units_busy')}
      </li>
    </ul>
  );
}
