import type { Blocks, Link } from '@/api/workshop';
import type { Word } from '@/i18n/words';
import { blockOf, fastened, loosened, placed, type Draft, type Placed } from './draft';
import { gives, linked, timed } from './link';
import { PARTS, rank } from './parts';

/** Why two blocks may not be connected; null when they may. */
export function whyNot(draft: Draft, blocks: Blocks, from: string, to: string): Word | null {
  const first = blockOf(draft, from);
  const second = blockOf(draft, to);
  if (!first || !second || from === to) return 'connect_itself';
  const given = gives(first);
  if (given === null || given !== PARTS[second.part].takes) return 'connect_type';
  if (rank(first.part) > rank(second.part) || backwards(draft, first, second)) return 'connect_order';
  if (isLoose(first) && isLoose(second)) return 'connect_loose';
  if (first.part === 'window' && second.part === 'measure' && !goTogether(blocks, first.settings, second.settings))
    return 'connect_window';
  const link = first.part === 'link' ? (first.settings as Link) : draft.model.link;
  if (!linked(link, first.part === 'window' ? first.settings : undefined, second.part === 'measure' ? second.settings : undefined))
    return 'connect_link';
  return null;
}

/** The draft with `from` leading to `to`; what lay between them goes to the bench. */
export function connected(draft: Draft, from: string, to: string): Draft {
  const [first, second] = [blockOf(draft, from), blockOf(draft, to)];
  if (!first || !second) return draft;
  const between = placed(draft.model).filter(
    (block) => after(draft, first, block) && after(draft, block, second) && passed(block, first),
  );
  const cleared = loosened(draft, between.map(({ id }) => id));
  if (isLoose(first)) return fastened(cleared, from);
  return isLoose(second) ? fastened(cleared, to) : cleared;
}

/** Whether a connection may pass a block by: it is optional, or it is a window and the link says how far back. */
const passed = (block: Placed, from: Placed) =>
  PARTS[block.part].optional || (block.part === 'window' && from.part === 'link' && timed(from.settings));

const isLoose = ({ id }: Placed) => id.startsWith('loose');

/** Whether a block of the model comes after another, which may be a loose one. */
function after(draft: Draft, earlier: Placed, later: Placed): boolean {
  if (earlier.part !== later.part) return rank(earlier.part) < rank(later.part);
  const ids = placed(draft.model).map(({ id }) => id);
  const [first, second] = [ids.indexOf(earlier.id), ids.indexOf(later.id)];
  return first >= 0 && second >= 0 && first < second;
}

const backwards = (draft: Draft, first: Placed, second: Placed) =>
  !isLoose(first) && !isLoose(second) && after(draft, second, first);

/** Whether a measure can be taken over a window. */
export function goTogether(blocks: Blocks, window: unknown, measure: unknown): boolean {
  const family = blocks.families.find(({ id }) => id === sortOf(measure));
  return family === undefined || family.windows.includes(sortOf(window));
}

/** Which sort of window or measure it is. */
export function sortOf(settings: unknown): string {
  return Object.keys((settings ?? {}) as object)[0] ?? '';
}
