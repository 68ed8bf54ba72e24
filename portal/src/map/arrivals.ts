import { useEffect, useEffectEvent } from 'react';
import type { FeatureCollection } from 'geojson';
import { listen } from '@/api/stream';
import { useLessMotion } from '@/shell/theme';
import { arrivalFeatures, type Placed } from './style';

const FADE_MS = 12_000;
const FRAME_MS = 120;

type Arrival = Placed & { level: number | null; born: number };

/** Draws each call that is received as a point that widens and fades; steady where less motion is asked. */
export function useArrivals(draw: (features: FeatureCollection) => void): void {
  const still = useLessMotion();
  const onDraw = useEffectEvent(draw);
  useEffect(() => {
    let arrivals: Arrival[] = [];
    const stop = listen(({ kind, type, row }) => {
      if (kind !== 'call' || type !== 'call.received') return;
      const { longitude, latitude, level } = row;
      if (typeof longitude !== 'number' || typeof latitude !== 'number') return;
      arrivals.push({ longitude, latitude, level: typeof level === 'number' ? level : null, born: performance.now() });
    });
    const timer = setInterval(
      () => {
        if (arrivals.length === 0 || document.hidden) return;
        const now = performance.now();
        arrivals = arrivals.filter(({ born }) => now - born < FADE_MS);
        onDraw(arrivalFeatures(arrivals.map((one) => ({ ...one, age: still ? 0.3 : (now - one.born) / FADE_MS }))));
      },
      still ? 2000 : FRAME_MS,
    );
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [still]);
}
