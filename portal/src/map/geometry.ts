import type { Geometry, Position } from 'geojson';

export type Bounds = [west: number, south: number, east: number, north: number];

function rings(geometry: Geometry): Position[][] {
  if (geometry.type === 'Polygon') return geometry.coordinates;
  if (geometry.type === 'MultiPolygon') return geometry.coordinates.flat();
  return [];
}

/** The box around points and the rings of geometries, in degrees; null around nothing. */
export function bounds(geometries: readonly Geometry[], points: readonly Position[] = []): Bounds | null {
  let box: Bounds | null = null;
  for (const [x, y] of [...geometries.flatMap(rings).flat(), ...points]) {
    if (x === undefined || y === undefined) continue;
    box = box ? [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)] : [x, y, x, y];
  }
  return box;
}

/** Twice the signed area of a ring, and its centroid (for a small area degrees serve as a plane). */
function moment(ring: readonly Position[]): { area: number; at: Position } {
  let [area, x, y] = [0, 0, 0];
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax = 0, ay = 0] = ring[i] ?? [];
    const [bx = 0, by = 0] = ring[i + 1] ?? [];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return { area: Math.abs(area), at: area === 0 ? (ring[0] ?? [0, 0]) : [x / (3 * area), y / (3 * area)] };
}

/** Where to write the name of an area: the centroid of its largest ring; null without one. */
export function labelPoint(geometry: Geometry): Position | null {
  const moments = rings(geometry).map(moment);
  return moments.reduce<{ area: number; at: Position } | null>((best, next) => (best && best.area >= next.area ? best : next), null)?.at ?? null;
}
