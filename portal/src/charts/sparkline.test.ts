import { expect, it } from 'vitest';
import { trendPath } from './sparkline';

it('breaks the line where nothing was assessed', () => {
  const path = trendPath([10, 20, null, 30]);
  expect(path.match(/M/g)).toHaveLength(2);
  expect(path.match(/L/g)).toHaveLength(1);
});

it('draws a flat line flat', () => {
  const heights = trendPath([5, 5, 5]).split(/[ML]/).slice(1).map((step) => step.split(',')[1]);
  expect(new Set(heights).size).toBe(1);
});
