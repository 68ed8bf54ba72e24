import type { Model, ModelProblem } from '@/api/workshop';
import { ORDER, type Part } from './parts';

/** Where a problem belongs: a block of the graph, or a page beside it. */
export type Belongs = Part | 'examples' | 'card';

const NAMED = new RegExp(`(?:^|[\\s:])(${[...ORDER, 'examples'].join('|')})(?=$|[.:\\[\\s])(?:[.\\[](\\w+))?`);

/** The block a problem belongs to, by the place the server names. */
export function belongs(problem: ModelProblem): Belongs {
  return (NAMED.exec(problem.place ?? '')?.[1] as Belongs | undefined) ?? 'card';
}

/** The problems of one block of the graph. Joins are told apart by number or alias. */
export function problemsAt(problems: readonly ModelProblem[], id: string, model: Model): ModelProblem[] {
  const [part, number] = id.split(':');
  return problems.filter((problem) => {
    if (belongs(problem) !== part) return false;
    const named = NAMED.exec(problem.place ?? '')?.[2];
    if (part !== 'join' || named === undefined) return true;
    return named === number || named === model.join?.[Number(number)]?.as;
  });
}
