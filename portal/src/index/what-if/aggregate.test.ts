import { describe, expect, it } from 'vitest';
import type { Workings } from '@/api/evaluation';
import { bandsOf, ranksOf, reweighed, standings, type Standing, type Weights } from './aggregate';
import served from './workings.fixture.json';

type Case = {
  before: Workings;
  weights: Weights;
  after: Record<string, Record<string, Standing>>;
  ranks: Record<string, number>;
  bands: Record<string, number>;
};

// written by tests/evaluate/test_workings.py, from what the server says
describe.each(Object.entries(served as unknown as Record<string, Case>))('%s', (_way, given) => {
  const branches = reweighed(given.before.branches, given.weights);
  const found = new Map(given.before.units.map((unit) => [unit.id, standings(unit, branches)]));
  const wholes = new Map(
    given.before.units.flatMap(({ id, whole }) => {
      const standing = found.get(id)?.get('index');
      return standing && !whole ? [[id, standing] as const] : [];
    }),
  );

  it('makes the scores, intervals and coverages of the server', () => {
    for (const [unit, nodes] of Object.entries(given.after)) {
      expect([...(found.get(unit)?.keys() ?? [])].sort()).toEqual(Object.keys(nodes).sort());
      for (const [node, { score, low, high, coverage }] of Object.entries(nodes)) {
        const made = found.get(unit)?.get(node);
        expect(made?.score).toBeCloseTo(score, 5);
        expect(made?.low).toBeCloseTo(low, 5);
        expect(made?.high).toBeCloseTo(high, 5);
        expect(made?.coverage).toBeCloseTo(coverage, 5);
      }
    }
  });

  it('ranks and bands like the server', () => {
    const scores = new Map([...wholes].map(([id, { score }]) => [id, score]));
    expect(Object.fromEntries(ranksOf(scores))).toEqual(given.ranks);
    expect(Object.fromEntries(bandsOf(wholes))).toEqual(given.bands);
  });
});
