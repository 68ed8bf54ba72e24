import type { Branch } from '@/api/evaluation';
import type { Weights } from './aggregate';

/** The weights of every branch in which one was moved, as a framework states them. Siblings add up
 * to what they did before, and all of them are stated: given weights beside defaults are doubted. */
export function movedYaml(branches: readonly Branch[], weights: Weights): string {
  return branches
    .filter(({ children }) => children.some((child) => child in weights))
    .flatMap((branch) => {
      const moved = branch.children.map((child, n) => weights[child] ?? branch.weights[n] ?? 0);
      const scale = total(branch.weights) / total(moved);
      return [
        `# ${branch.id}`,
        ...branch.children.flatMap((child, n) => [
          `- id: ${child}`,
          `  weight: {value: ${Number(((moved[n] ?? 0) * scale).toFixed(2))}, origin: given}`,
        ]),
      ];
    })
    .join('\n');
}

const total = (weights: readonly number[]) => weights.reduce((sum, weight) => sum + weight, 0);

/** How far a slider reaches from 0, and by which steps, for values of about this size. */
export function reach(size: number): { max: number; step: number } {
  const step = 10 ** Math.floor(Math.log10((2 * size || 1) / 20));
  return { max: Math.ceil((2 * size || 1) / step) * step, step };
}
