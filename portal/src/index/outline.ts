import type { IndexNode, Title } from '@/api/types';
import { tree, type Branch } from '@/lib/tree';

export type Line = Branch<IndexNode>;

/** The framework as it is read: at every height what is assessed comes first, each in its own order. */
export function outline(nodes: readonly IndexNode[]): Line[] {
  return sorted(tree(nodes));
}

function sorted(lines: readonly Line[]): Line[] {
  const own = lines.map((line) => (line.children ? { ...line, children: sorted(line.children) } : line));
  return [...own.filter(({ assessed }) => assessed), ...own.filter(({ assessed }) => !assessed)];
}

/** The branches that hold something assessed: those that are open at first. */
export function opened(lines: readonly Line[]): string[] {
  return lines.flatMap(({ id, assessed, children }) => (assessed && children ? [id, ...opened(children)] : []));
}

/** Why nothing in a line is assessed: the different reasons of its measures. */
export function reasons(line: Line): Title[] {
  const found = new Map<string, Title>();
  const visit = ({ note, children }: Line) => {
    if (children) children.forEach(visit);
    else if (note) found.set(note.en, note);
  };
  visit(line);
  return [...found.values()];
}
