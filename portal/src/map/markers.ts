import { Marker, type Map as Engine } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import type { Area } from '@/api/types';
import { labelPoint } from './geometry';
import type { Shade } from './style';

/** Names of areas with their count, as HTML: no glyphs are needed. */
export function areaLabels(map: Engine, areas: readonly Area[], shade: Shade, name: (area: Area) => string): Marker[] {
  return areas.flatMap((area) => {
    const at = area.boundary && labelPoint(area.boundary);
    if (!at) return [];
    const element = document.createElement('div');
    element.className = 'area-label';
    element.textContent = name(area);
    if (area[shade] > 0) element.append(counted(area[shade]));
    return [new Marker({ element }).setLngLat([at[0] ?? 0, at[1] ?? 0]).addTo(map)];
  });
}

function counted(count: number): HTMLElement {
  const element = document.createElement('b');
  element.textContent = String(count);
  return element;
}

export type Ring = {
  id: string;
  longitude: number;
  latitude: number;
  level: number | null;
  label: string;
  /** Raised lately: the ring pulses. */
  fresh?: boolean;
  open?: () => void;
};

/** Keeps findings on the map as rings that Tab reaches; a ring stays the same element while its finding does. */
export function useRings(map: Engine | null, findings: readonly Ring[]): void {
  const kept = useRef(new Map<string, Marker>());
  useEffect(() => {
    const markers = kept.current;
    return () => {
      markers.forEach((marker) => marker.remove());
      markers.clear();
    };
  }, [map]);
  useEffect(() => {
    if (!map) return;
    const wanted = new Set(findings.map(({ id }) => id));
    for (const [id, marker] of kept.current) {
      if (wanted.has(id)) continue;
      marker.remove();
      kept.current.delete(id);
    }
    for (const ring of findings) {
      const marker = kept.current.get(ring.id) ?? placed(map, ring);
      kept.current.set(ring.id, marker);
      dress(marker.getElement(), ring);
    }
  }, [map, findings]);
}

function placed(map: Engine, { longitude, latitude, level, open }: Ring): Marker {
  const element = document.createElement(open ? 'button' : 'div');
  element.className = `ring ring-${level ?? 'none'}`;
  return new Marker({ element }).setLngLat([longitude, latitude]).addTo(map);
}

function dress(element: HTMLElement, { label, fresh = false, open }: Ring): void {
  element.title = label;
  element.ariaLabel = label;
  element.onclick = open ?? null;
  element.classList.toggle('ring-fresh', fresh);
}
