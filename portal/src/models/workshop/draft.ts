import type { Join, Model } from '@/api/workshop';
import { rivals } from './link';
import type { Part } from './parts';

/** A block that is not connected: it lies on the bench and is no part of the model. */
export type Loose = { id: string; part: Part; settings: unknown };

/** What is being assembled. The model is the truth; the graph is drawn from it. */
export type Draft = { model: Model; bench: Loose[] };

/** A block of the model: a part, or one of its joins. */
export type Placed = { id: string; part: Part; settings: unknown };

const single = (part: Part) => part !== 'join';

/** The blocks of the model, in the order records pass them. */
export function placed(model: Model): Placed[] {
  const one = (part: Exclude<Part, 'join'>): Placed[] =>
    model[part] === undefined ? [] : [{ id: part, part, settings: model[part] }];
  const joins = (model.join ?? []).map((settings, n): Placed => ({ id: `join:${n}`, part: 'join', settings }));
  return [
    ...one('source'),
    ...joins,
    ...one('where'),
    ...one('key'),
    ...one('link'),
    ...one('window'),
    ...one('measure'),
    ...one('raise'),
    ...one('flow'),
  ];
}

/** The model with the settings of a block changed; a block it lacks is put in. */
export function withBlock(model: Model, id: string, settings: unknown): Model {
  if (!id.startsWith('join')) return { ...model, [id]: settings };
  const joins = [...(model.join ?? [])];
  joins[numberOf(id) ?? joins.length] = settings as Join;
  return { ...model, join: joins };
}

/** The model without a block. */
export function withoutBlock(model: Model, id: string): Model {
  if (!id.startsWith('join')) return { ...model, [id]: undefined };
  const joins = (model.join ?? []).filter((_, n) => n !== numberOf(id));
  return { ...model, join: joins.length > 0 ? joins : undefined };
}

function numberOf(id: string): number | undefined {
  const number = id.split(':')[1];
  return number === undefined ? undefined : Number(number);
}

let made = 0;
const looseId = () => `loose:${(made += 1)}`;

/** A new block: in its place when that and those of its rivals are free, otherwise on the bench. */
export function withNew(draft: Draft, part: Part, settings: unknown, onBench: boolean): Draft & { id: string } {
  const free = [part, ...rivals(part, settings)].every((each) => each === 'join' || draft.model[each] === undefined);
  if (!onBench && free) {
    const id = part === 'join' ? `join:${draft.model.join?.length ?? 0}` : part;
    return { ...draft, model: withBlock(draft.model, part === 'join' ? 'join' : part, settings), id };
  }
  const id = looseId();
  return { ...draft, bench: [...draft.bench, { id, part, settings }], id };
}

/** The draft with blocks of the model taken out of it and laid on the bench. */
export function loosened(draft: Draft, ids: readonly string[]): Draft {
  const out = placed(draft.model).filter(({ id }) => ids.includes(id));
  // the last join first, or the numbers of the others would move
  const model = [...out].reverse().reduce((left, { id }) => withoutBlock(left, id), draft.model);
  return { model, bench: [...draft.bench, ...out.map((block) => ({ ...block, id: looseId() }))] };
}

/** The draft with a loose block in its place in the model; what was there, or cannot stand beside it, lies on the bench. */
export function fastened(draft: Draft, id: string): Draft {
  const block = draft.bench.find((loose) => loose.id === id);
  if (!block) return draft;
  const bench = draft.bench.filter((loose) => loose !== block);
  const cleared = single(block.part) ? loosened({ ...draft, bench }, [block.part, ...rivals(block.part, block.settings)]) : { ...draft, bench };
  return { ...cleared, model: withBlock(cleared.model, block.part, block.settings) };
}

/** The draft with a block changed, wherever it is; what can no longer stand beside it lies on the bench. */
export function changed(draft: Draft, id: string, settings: unknown): Draft {
  if (!id.startsWith('loose')) {
    const next = { ...draft, model: withBlock(draft.model, id, settings) };
    return id === 'link' ? loosened(next, rivals('link', settings)) : next;
  }
  return { ...draft, bench: draft.bench.map((block) => (block.id === id ? { ...block, settings } : block)) };
}

/** The draft without a block, wherever it is. */
export function removed(draft: Draft, id: string): Draft {
  if (!id.startsWith('loose')) return { ...draft, model: withoutBlock(draft.model, id) };
  return { ...draft, bench: draft.bench.filter((block) => block.id !== id) };
}

/** A block by its id. */
export function blockOf(draft: Draft, id: string | null): Placed | undefined {
  return [...placed(draft.model), ...draft.bench].find((block) => block.id === id);
}
