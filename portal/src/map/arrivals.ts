import { Marker, type Map as Engine } from 'maplibre-gl';
import { useEffect } from 'react';
import { listen } from '@/api/stream';

const SHOWN_MS = 12_000;

/** Shows each call that is received as a mark that widens and fades (by CSS: the map is not drawn anew). */
export function useArrivals(map: Engine | null): void {
  useEffect(() => {
    if (!map) return;
    const shown = new Set<Marker>();
    const stop = listen(({ kind, type, row: { longitude, latitude, level } }) => {
      if (kind !== 'call' || type !== 'call.received' || document.hidden) return;
      if (typeof longitude !== 'number' || typeof latitude !== 'number') return;
      const marker = new Marker({ element: mark(level) }).setLngLat([longitude, latitude]).addTo(map);
      shown.add(marker);
      setTimeout(() => {
        marker.remove();
        shown.delete(marker);
      }, SHOWN_MS);
    });
    return () => {
      stop();
      shown.forEach((marker) => marker.remove());
    };
  }, [map]);
}

function mark(level: unknown): HTMLElement {
  const element = document.createElement('div');
  element.className = 'arrival';
  element.ariaHidden = 'true';
  element.append(document.createElement('i'));
  if (typeof level === 'number') element.classList.add(`arrival-${level}`);
  return element;
}
