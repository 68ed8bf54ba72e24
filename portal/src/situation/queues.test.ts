import { expect, it } from 'vitest';
import type { Counts } from '@/api/types';
import { queueNamed, queueSizes } from './queues';

it('shows what needs us unless the address names another queue', () => {
  expect(queueNamed('')).toBe('now');
  expect(queueNamed('nonsense')).toBe('now');
  expect(queueNamed('diverted')).toBe('diverted');
});

it('counts all open calls as the sum of the three queues', () => {
  const counts = { open_calls: 7, diverted_calls: 5, closing_calls: 3 } as Counts;
  expect(queueSizes(counts)).toEqual({ now: 7, diverted: 5, closing: 3, open: 15 });
});
