import type { Counts } from '@/api/types';

/** What is open, by who has to act; `open` is all of it. Names of `status` in /api/calls. */
export const QUEUES = ['now', 'diverted', 'closing', 'open'] as const;
export type QueueName = (typeof QUEUES)[number];

/** The queue an address names; what needs us now unless it names another. */
export const queueNamed = (name: string): QueueName => QUEUES.find((queue) => queue === name) ?? 'now';

/** How many calls are in each queue. */
export function queueSizes(counts: Counts): Record<QueueName, number> {
  const { open_calls: now, diverted_calls: diverted, closing_calls: closing } = counts;
  return { now, diverted, closing, open: now + diverted + closing };
}
