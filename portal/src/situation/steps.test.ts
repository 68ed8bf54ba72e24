import { expect, it } from 'vitest';
import type { Call } from '@/api/types';
import { reached } from './steps';

it('lists the steps reached in their order, each with the time since the one before', () => {
  const call = {
    id: 'c',
    version: 3,
    received: '2026-03-01T08:00:00+00:00',
    arrived: '2026-03-01T08:12:00+00:00',
    dispatched: '2026-03-01T08:01:30+00:00',
    graded: null,
  } as unknown as Call;
  expect(reached(call).map(({ step, took }) => [step, took])).toEqual([
    ['received', null],
    ['dispatched', 90_000],
    ['arrived', 630_000],
  ]);
});
