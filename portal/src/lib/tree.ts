export type Branch<T> = T & { children?: Branch<T>[] };

/** Nests flat rows by their `parent`; a row whose parent is not there is a root. */
export function tree<T extends { id: string; parent: string | null }>(rows: readonly T[]): Branch<T>[] {
  const branches = new Map<string, Branch<T>>(rows.map((row) => [row.id, { ...row }]));
  const roots: Branch<T>[] = [];
  for (const branch of branches.values()) {
    const parent = branch.parent === null ? undefined : branches.get(branch.parent);
    if (parent) (parent.children ??= []).push(branch);
    else roots.push(branch);
  }
  return roots;
}
