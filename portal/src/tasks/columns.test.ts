import { expect, it } from 'vitest';
import type { Task } from '@/api/types';
import { board, isClosed } from './columns';

const task = (id: string, status: string, due_at: string | null) => ({ id, status, due_at }) as Task;

it('sorts tasks into their columns, the soonest due first', () => {
  const columns = board([
    task('late', 'open', '2026-03-02T00:00:00+00:00'),
    task('soon', 'open', '2026-03-01T00:00:00+00:00'),
    task('never', 'open', null),
    task('old', 'verified', '2026-01-01T00:00:00+00:00'),
    task('new', 'verified', '2026-02-01T00:00:00+00:00'),
    task('gone', 'cancelled', null),
  ]);
  expect(columns.open.map(({ id }) => id)).toEqual(['soon', 'late', 'never']);
  expect(columns.verified.map(({ id }) => id)).toEqual(['new', 'old']);
  expect(Object.values(columns).flat()).toHaveLength(5);
});

it('asks for no deadline once the work is done', () => {
  expect(['open', 'reopened', 'done', 'verified', 'cancelled'].map(isClosed)).toEqual([false, false, true, true, true]);
});
