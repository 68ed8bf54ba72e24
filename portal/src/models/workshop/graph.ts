import type { Edge, Node } from '@xyflow/react';
import { placed, type Draft, type Placed } from './draft';
import { gives, needless } from './link';
import { ORDER, PARTS, type Part } from './parts';

export type BlockNode = Node<{ block: Placed }, 'block'>;
export type GapNode = Node<{ part: Part }, 'gap'>;
export type Moved = Record<string, { x: number; y: number }>;

export const WIDTH = 172;
export const HEIGHT = 104;
const STEP_X = WIDTH + 40;
const STEP_Y = HEIGHT + 40;
const COLUMNS = 4;
const SLOTS = ORDER.filter((part) => part !== 'link');

/** The graph of a draft: its blocks, the gaps where one is missing or could be, and what lies on the bench. */
export function graphOf(draft: Draft, moved: Moved, selected: string | null): { nodes: (BlockNode | GapNode)[]; edges: Edge[] } {
  const blocks = placed(draft.model);
  const deep = Math.max(1, draft.model.join?.length ?? 0);
  const size = { width: WIDTH, height: HEIGHT, measured: { width: WIDTH, height: HEIGHT } };
  const blockNode = (block: Placed, home: { x: number; y: number }): BlockNode => ({
    ...size,
    id: block.id,
    type: 'block',
    position: moved[block.id] ?? home,
    data: { block },
    selected: block.id === selected,
  });
  const gaps = ORDER.filter((part) => !blocks.some((block) => block.part === part) && !needless(part, draft.model)).map(
    (part): GapNode => ({
      ...size,
      id: `gap:${part}`,
      type: 'gap',
      position: home(part, 0, deep),
      data: { part },
      draggable: false,
      selectable: false,
      focusable: false,
    }),
  );
  const bench = draft.bench.map((block, n) => blockNode(block, { x: n * STEP_X, y: (deep + 1) * STEP_Y + 16 }));
  const nodes = [...blocks.map((block) => blockNode(block, home(block.part, joinNumber(block), deep))), ...gaps, ...bench];
  return { nodes, edges: edgesOf(blocks) };
}

/** Where a block stands that nobody has moved: two rows of four, joins below each other, a link in the place of the key. */
function home(part: Part, join: number, deep: number) {
  const slot = SLOTS.indexOf(part === 'link' ? 'key' : part);
  const row = slot < COLUMNS ? 0 : deep;
  return { x: (slot % COLUMNS) * STEP_X, y: (row + join) * STEP_Y };
}

const joinNumber = ({ id, part }: Placed) => (part === 'join' ? Number(id.split(':')[1]) : 0);

/** One block leads to the next where what it gives is what that takes. */
function edgesOf(blocks: readonly Placed[]): Edge[] {
  return blocks.slice(1).flatMap((block, n) => {
    const before = blocks[n];
    if (!before || gives(before) !== PARTS[block.part].takes) return [];
    return [{ id: `${before.id}>${block.id}`, source: before.id, target: block.id }];
  });
}
