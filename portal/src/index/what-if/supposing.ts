import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api } from '@/api/client';
import type { Unit, Workings } from '@/api/evaluation';
import type { IndexReport } from '@/api/types';
import { useSettled } from '@/lib/settled';
import { bandsOf, ranksOf, reweighed, standings, type Standing, type Weights } from './aggregate';

const SLIDING_MS = 100;
const ROOT = 'index';

/** An area, or the whole city, which has neither rank nor band. */
export type Placed = { id: string; score: number | null; rank: number | null; band: number | null };
export type Supposing = {
  weights: Weights;
  values: Weights;
  moveWeight: (node: string, weight: number) => void;
  moveValue: (node: string, value: number) => void;
  reset: () => void;
  moved: boolean;
  before: Placed[];
  after: Placed[];
  error: unknown;
};

/** What is supposed, and what comes of it. Weights are followed here at once; a value, which may
 * move the scale of others, is asked of the server as soon as the slider rests. */
export function useSupposing(report: IndexReport, given: Workings): Supposing {
  const [weights, setWeights] = useState<Weights>({});
  const [values, setValues] = useState<Weights>({});
  const asked = useAsked(report, given, weights, values);
  const before = useMemo(() => placed(given.units, given, {}), [given]);
  const after = useMemo(
    () => placed(asked.data.units, given, given.alone ? weights : {}),
    [asked.data, given, weights],
  );
  return {
    weights,
    values,
    moveWeight: (node, weight) => setWeights((now) => ({ ...now, [node]: weight })),
    moveValue: (node, value) => setValues((now) => ({ ...now, [node]: value })),
    reset: () => {
      setWeights({});
      setValues({});
    },
    moved: Object.keys(weights).length + Object.keys(values).length > 0,
    before,
    after,
    error: asked.error,
  };
}

function useAsked(report: IndexReport, given: Workings, weights: Weights, values: Weights) {
  const asks = useMemo(
    () => ({
      period: given.period,
      weights: given.alone ? {} : weights,
      values: Object.entries(values).map(([node, value]) => ({ area: report.area, node, value })),
    }),
    [given, report.area, weights, values],
  );
  const settled = useSettled(asks, SLIDING_MS);
  const enabled = settled.values.length > 0 || Object.keys(settled.weights).length > 0;
  const query = useQuery({
    queryKey: ['index', report.framework, 'what-if', settled],
    queryFn: ({ signal }) => api.whatIf(report.framework, settled, signal),
    enabled,
    placeholderData: keepPreviousData,
  });
  return { data: (enabled && query.data) || given, error: enabled && query.isError ? query.error : null };
}

/** Every unit as the server scored it, or with weights moved here. */
function placed(units: readonly Unit[], { alone, branches }: Workings, weights: Weights): Placed[] {
  const moved = reweighed(branches, weights);
  const found = units.map((unit) => ({ unit, standing: alone ? standings(unit, moved).get(ROOT) : served(unit) }));
  const peers = new Map(found.flatMap(({ unit, standing }) => (standing && !unit.whole ? [[unit.id, standing]] : [])));
  const ranks = ranksOf(new Map([...peers].map(([id, { score }]) => [id, score])));
  const bands = alone ? bandsOf(peers) : new Map<string, number>();
  return found.map(({ unit: { id }, standing }) => ({
    id,
    score: standing?.score ?? null,
    rank: ranks.get(id) ?? null,
    band: bands.get(id) ?? null,
  }));
}

function served({ scores }: Unit): Standing | undefined {
  const score = scores[ROOT];
  return score === undefined ? undefined : { score, low: score, high: score, coverage: 1 };
}
