import type { Geometry } from 'geojson';
import { expect, it } from 'vitest';
import { bounds, labelPoint } from './geometry';

const square = (x: number, y: number, side: number) => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
];
const two: Geometry = { type: 'MultiPolygon', coordinates: [[square(0, 0, 1)], [square(10, 10, 4)]] };

it('finds the box around areas and points', () => {
  expect(bounds([two], [[-3, 5]])).toEqual([-3, 0, 14, 14]);
  expect(bounds([])).toBeNull();
});

it('writes the name in the middle of the largest part, whichever way it is wound', () => {
  expect(labelPoint(two)).toEqual([12, 12]);
  expect(labelPoint({ type: 'Polygon', coordinates: [square(0, 0, 2).reverse()] })).toEqual([1, 1]);
  expect(labelPoint({ type: 'Point', coordinates: [1, 1] })).toBeNull();
});
