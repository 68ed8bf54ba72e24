import type { Level, Raise } from '@/api/workshop';

/** The levels, the most urgent first. */
export const byUrgency = ({ levels }: Raise): Level[] => [...levels].sort((a, b) => a.level - b.level);

export function withThreshold(raise: Raise, level: number, at_least: number): Raise {
  return { ...raise, levels: raise.levels.map((each) => (each.level === level ? { ...each, at_least } : each)) };
}

/** How far a threshold can be moved: a more urgent level needs a higher one. */
export function reach(raise: Raise, level: number, step: number, most: number): { least: number; most: number } {
  const levels = byUrgency(raise);
  const place = levels.findIndex((each) => each.level === level);
  const urgent = levels[place - 1];
  const milder = levels[place + 1];
  return {
    least: milder ? milder.at_least + step : step,
    most: urgent ? urgent.at_least - step : Math.max(most, levels[place]?.at_least ?? step),
  };
}
