import type { Feature, FeatureCollection, Geometry } from 'geojson';
import type { StyleSpecification } from 'maplibre-gl';
import type { Area, Call, Unit } from '@/api/types';
import type { Palette } from '@/shell/palette';

export type Shade = 'open_calls' | 'open_findings' | 'open_tasks';
export const SOURCES = ['areas', 'units', 'calls'] as const;
export type SourceName = (typeof SOURCES)[number];

const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] };

/** A style that asks for nothing from anywhere: no tiles, no glyphs, no sprites. The areas are in it
 * from the first frame. */
export function mapStyle(palette: Palette, areas: FeatureCollection): StyleSpecification {
  const [l1, l2, l3, l4, none] = palette.levels;
  const byLevel = ['match', ['get', 'level'], 1, l1, 2, l2, 3, l3, 4, l4, none] as never;
  return {
    version: 8,
    sources: Object.fromEntries(SOURCES.map((name) => [name, { type: 'geojson' as const, data: name === 'areas' ? areas : NOTHING }])),
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': palette.ground } },
      {
        id: 'areas',
        type: 'fill',
        source: 'areas',
        paint: { 'fill-color': ['interpolate', ['linear'], ['get', 'share'], 0, palette.shade[0], 1, palette.shade[1]] },
      },
      { id: 'boundaries', type: 'line', source: 'areas', paint: { 'line-color': palette.boundary, 'line-width': 1 } },
      {
        id: 'units',
        type: 'circle',
        source: 'units',
        paint: {
          'circle-radius': 3,
          'circle-color': ['case', ['get', 'busy'], palette.unit, palette.base],
          'circle-stroke-color': palette.unit,
          'circle-stroke-width': 1.5,
        },
      },
      {
        id: 'calls',
        type: 'circle',
        source: 'calls',
        paint: {
          'circle-radius': 5,
          'circle-color': byLevel,
          'circle-stroke-color': palette.base,
          'circle-stroke-width': 1,
        },
      },
    ],
  };
}

function collection(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features };
}

function point(longitude: number, latitude: number, properties: Record<string, unknown>): Feature {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [longitude, latitude] }, properties };
}

/** Areas with `share`: their count against that of the busiest one. */
export function areaFeatures(areas: readonly Area[], shade: Shade): FeatureCollection {
  const most = Math.max(1, ...areas.map((area) => area[shade]));
  const bounded = areas.filter((area): area is Area & { boundary: Geometry } => area.boundary !== null);
  return collection(
    bounded.map((area) => ({
      type: 'Feature',
      geometry: area.boundary,
      properties: { id: area.id, share: area[shade] / most },
    })),
  );
}

type Placed = { longitude: number; latitude: number };
export const isPlaced = <T extends { longitude: number | null; latitude: number | null }>(row: T): row is T & Placed =>
  row.longitude !== null && row.latitude !== null;

export const unitFeatures = (units: readonly Unit[]) =>
  collection(units.filter(isPlaced).map((unit) => point(unit.longitude, unit.latitude, { busy: unit.busy })));

/** Calls, the gravest drawn last and so on top. */
export const callFeatures = (calls: readonly Call[]) =>
  collection(
    calls
      .filter(isPlaced)
      .sort((a, b) => (b.level ?? 5) - (a.level ?? 5))
      .map((call) => point(call.longitude, call.latitude, { id: call.id, level: call.level ?? 0 })),
  );
