import { expect, it } from 'vitest';
import type { Branch } from '@/api/evaluation';
import { movedYaml, reach } from './moved';

const branch = (id: string, children: string[], weights: number[]): Branch => ({
  id,
  children,
  weights,
  way: 'arithmetic',
  power: 1,
  threshold: 0,
  deductions: [],
});
const branches = [branch('safety', ['theft', 'fraud'], [1, 1]), branch('index', ['safety', 'service'], [60, 40])];

it('states all siblings of what was moved, adding up to what they did', () => {
  expect(movedYaml(branches, { safety: 120 }).split('\n')).toEqual([
    '# index',
    '- id: safety',
    '  weight: {value: 75, origin: given}',
    '- id: service',
    '  weight: {value: 25, origin: given}',
  ]);
});

it('says nothing while nothing is moved', () => {
  expect(movedYaml(branches, {})).toBe('');
});

it.each([1, 18, 60, 0.04, 900])('gives a slider twice the room and round steps: %s', (size) => {
  const { max, step } = reach(size);
  expect(max).toBeGreaterThanOrEqual(2 * size);
  expect(max / step).toBeLessThanOrEqual(201);
  expect(Math.log10(step) % 1).toBeCloseTo(0);
});
