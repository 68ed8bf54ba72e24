import type { Task } from '@/api/types';

/** Columns of the board, in the order work moves. */
export const COLUMNS = ['open', 'accepted', 'started', 'done', 'verified', 'reopened'] as const;
export type Column = (typeof COLUMNS)[number];

/** Whether a task no longer has a deadline to meet. */
export const isClosed = (status: string) => status === 'done' || status === 'verified' || status === 'cancelled';

/** Tasks by column: the soonest due first; what is verified, the latest first. */
export function board(tasks: readonly Task[]): Record<Column, Task[]> {
  const columns: Record<Column, Task[]> = { open: [], accepted: [], started: [], done: [], verified: [], reopened: [] };
  for (const task of tasks) columns[task.status as Column]?.push(task);
  const due = (task: Task) => task.due_at ?? '9999';
  for (const column of COLUMNS) columns[column].sort((a, b) => due(a).localeCompare(due(b)));
  columns.verified.reverse();
  return columns;
}
