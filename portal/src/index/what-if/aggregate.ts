import type { Branch, Unit } from '@/api/evaluation';

/** A score with its interval and the share of its weight that rests on values. */
export type Standing = { score: number; low: number; high: number; coverage: number };
type Scores = Map<string, number>;
export type Weights = Readonly<Record<string, number>>;

/** The branches with some weights moved, each among its siblings. */
export function reweighed(branches: readonly Branch[], weights: Weights): Branch[] {
  return branches.map((branch) => ({
    ...branch,
    weights: branch.weights.map((weight, n) => weights[branch.children[n] ?? ''] ?? weight),
  }));
}

/** Every node of a unit that is assessed, by the rules of the server (evaluate/method: aggregate,
 * tree and ends): weights go to what is present, deductions take points off, intervals add up in
 * squares. Branches come after all they are made of. */
export function standings(unit: Unit, branches: readonly Branch[]): Map<string, Standing> {
  const found = new Map(unit.leaves.map(({ node, score, low, high }) => [node, { score, low, high, coverage: 1 }]));
  const scores: Scores = new Map(unit.leaves.map(({ node, score }) => [node, score]));
  for (const branch of branches) {
    const score = scoreOf(branch, scores);
    if (score === null) continue;
    const [below, above] = (['low', 'high'] as const).map((end) => moved(branch, score, scores, found, end));
    scores.set(branch.id, score);
    const coverage = coverageOf(branch, found);
    found.set(branch.id, { score, low: score - (below ?? 0), high: score + (above ?? 0), coverage });
  }
  return found;
}

/** The score of a branch, or null where it has none. */
export function scoreOf(branch: Branch, scores: Scores): number | null {
  const taken = branch.deductions.flatMap((node) => scores.get(node) ?? []);
  const points = taken.reduce((sum, each) => sum + each, 0);
  if (branch.children.length === 0) return taken.length === 0 ? null : points;
  const score = combined(branch, scores);
  return score === null ? null : Math.max(score + points, Math.min(score, 0));
}

type Weighed = { score: number; weight: number };

function combined(branch: Branch, scores: Scores): number | null {
  const there: Weighed[] = branch.children.flatMap((child, n) => {
    const score = scores.get(child);
    return score === undefined ? [] : [{ score, weight: branch.weights[n] ?? 0 }];
  });
  const counting = there.filter(({ weight }) => weight > 0);
  if (counting.length === 0 || there.length / branch.children.length < branch.threshold) return null;
  if (branch.way === 'minimum') return Math.min(...counting.map(({ score }) => score));
  return powerMean(counting, POWERS[branch.way] ?? branch.power);
}

const POWERS: Partial<Record<Branch['way'], number>> = { arithmetic: 1, geometric: 0, harmonic: -1 };

/** Below 1 a value at or under 0 has no mean. */
function powerMean(counting: readonly Weighed[], power: number): number | null {
  if (power !== 1 && counting.some(({ score }) => score <= 0)) return null;
  const whole = counting.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (of: (score: number) => number) =>
    counting.reduce((sum, { score, weight }) => sum + weight * of(score), 0) / whole;
  if (power === 1) return mean((score) => score);
  return power === 0 ? Math.exp(mean(Math.log)) : mean((score) => score ** power) ** (1 / power);
}

/** How far a branch is moved by its parts being at an end, each by itself. */
function moved(branch: Branch, score: number, scores: Scores, found: ReadonlyMap<string, Standing>, end: 'low' | 'high'): number {
  const squares = [...branch.children, ...branch.deductions].map((part) => {
    const at = found.get(part);
    return at ? ((scoreOf(branch, new Map(scores).set(part, at[end])) ?? 0) - score) ** 2 : 0;
  });
  return Math.sqrt(squares.reduce((sum, each) => sum + each, 0));
}

function coverageOf(branch: Branch, found: ReadonlyMap<string, Standing>): number {
  const parts = branch.children.length > 0 ? branch.children : branch.deductions;
  const weights = branch.children.length > 0 ? branch.weights : parts.map(() => 1);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return parts.reduce((sum, part, n) => sum + ((weights[n] ?? 0) / whole) * (found.get(part)?.coverage ?? 0), 0);
}

/** Rounded like a stored score, so that the order in which parts were added up cannot show. */
const rounded = (number: number) => Math.round(number * 1e6) / 1e6;

/** Ranks from 1, the best; those that are equal share the better one. */
export function ranksOf(scores: ReadonlyMap<string, number>): Map<string, number> {
  const all = [...scores.values()].map(rounded);
  return new Map([...scores].map(([id, score]) => [id, 1 + all.filter((other) => other > rounded(score)).length]));
}

/** Bands from 1, the best: whoever's interval reaches that of the band's leader is in it. */
export function bandsOf(standing: ReadonlyMap<string, Standing>): Map<string, number> {
  const sorted = [...standing]
    .map(([id, { score, low, high }]) => ({ id, score: rounded(score), low: rounded(low), high: rounded(high) }))
    .sort((a, b) => b.score - a.score || b.low - a.low || b.high - a.high);
  const found = new Map<string, number>();
  let [reach, band] = [100, 0];
  for (const { id, low, high } of sorted) {
    if (band === 0 || high < reach) [reach, band] = [low, band + 1];
    found.set(id, band);
  }
  return found;
}
