import type { Level, Raise } from '@/api/workshop';

/** The levels, the most urgent first. */
export const byUrgency = ({ levels }: Raise): Level[] => [...levels].sort((a, b) => a.level - b.level);

/** The thresholds with one moved. A more urgent level needs a higher one, so it pushes the others
 * before it, `step` apart. */
export function withThreshold(raise: Raise, level: number, at_least: number, step: number): Raise {
  const levels = byUrgency(raise);
  const place = levels.findIndex((each) => each.level === level);
  const pushed = levels.map((each, n) => {
    const least = rounded(at_least + (place - n) * step);
    if (n === place) return { ...each, at_least };
    const fits = n < place ? each.at_least >= least : each.at_least <= least;
    return fits ? each : { ...each, at_least: least };
  });
  return { ...raise, levels: pushed };
}

/** How far a threshold can be moved. */
export function reach(raise: Raise, level: number, step: number, most: number): { least: number; most: number } {
  const levels = byUrgency(raise);
  const milder = levels.filter((each) => each.level > level).length;
  const now = levels.find((each) => each.level === level)?.at_least ?? step;
  return { least: rounded(step * (milder + 1)), most: Math.max(most, now) };
}

/** Without the dust of binary fractions. */
const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
