import { Marker, type Map as Engine } from 'maplibre-gl';
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

export type Ring = { id: string; longitude: number; latitude: number; level: number | null; label: string; open?: () => void };

/** Findings as pulsing rings that can be reached by Tab. */
export function rings(map: Engine, findings: readonly Ring[]): Marker[] {
  return findings.map(({ longitude, latitude, level, label, open }) => {
    const element = document.createElement(open ? 'button' : 'div');
    element.className = `ring ring-${level ?? 'none'}`;
    element.title = label;
    element.setAttribute('aria-label', label);
    if (open) element.addEventListener('click', open);
    return new Marker({ element }).setLngLat([longitude, latitude]).addTo(map);
  });
}
