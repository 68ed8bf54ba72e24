import { expect, it } from 'vitest';
import { tree } from './tree';

it('nests rows by parent and keeps their order', () => {
  const rows = [
    { id: 'a', parent: null },
    { id: 'a.1', parent: 'a' },
    { id: 'a.2', parent: 'a' },
    { id: 'b', parent: 'gone' },
  ];
  const roots = tree(rows);
  expect(roots.map((root) => root.id)).toEqual(['a', 'b']);
  expect(roots[0]?.children?.map((child) => child.id)).toEqual(['a.1', 'a.2']);
  expect(roots[1]?.children).toBeUndefined();
});
