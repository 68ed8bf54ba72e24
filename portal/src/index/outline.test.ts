import { expect, it } from 'vitest';
import type { IndexNode } from '@/api/types';
import { opened, outline, reasons } from './outline';

const node = (id: string, parent: string | null, assessed: boolean, why = '') =>
  ({ id, parent, assessed, note: why ? { zh: why, en: why } : null }) as IndexNode;

const lines = outline([
  node('crime', null, false),
  node('solved', 'crime', false, 'no cases'),
  node('goods', 'crime', false, 'no goods'),
  node('theft', 'crime', false, 'no cases'),
  node('calls', null, true),
  node('surveys', 'calls', false, 'no surveys'),
  node('speed', 'calls', true),
]);

it('puts what is assessed first at every height', () => {
  expect(lines.map(({ id }) => id)).toEqual(['calls', 'crime']);
  expect(lines[0]?.children?.map(({ id }) => id)).toEqual(['speed', 'surveys']);
});

it('opens only branches that hold something assessed', () => {
  expect(opened(lines)).toEqual(['calls']);
});

it('says each reason of a branch once', () => {
  expect(lines[1] && reasons(lines[1]).map(({ en }) => en)).toEqual(['no cases', 'no goods']);
});
