import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, ApiProblem } from '@/api/client';
import type { Model } from '@/api/workshop';
import { useSession } from '@/lib/reference';
import { useSettled } from '@/lib/settled';

/** What the server said last, and whether it is thinking about something newer. */
export type Answer<T> = { data: T | undefined; error: unknown; busy: boolean };

const TYPING_MS = 350;
const SLIDING_MS = 120;
const DAY_MS = 86_400_000;
const RETRIES = 3;
const ASKED = {
  staleTime: 60_000,
  gcTime: 60_000,
  // the server ends a question for a newer one; one that was overtaken on its way may end its follower
  retry: (failures: number, error: Error) => error instanceof ApiProblem && error.problem.status === 409 && failures < RETRIES,
  retryDelay: 300,
};

/** Asks about a model once it stands still; the question before is called off. */
function useAsked<T>(
  name: string,
  model: Model | null,
  extra: string | number,
  ms: number,
  ask: (model: Model, signal: AbortSignal) => Promise<T>,
): Answer<T> {
  const settled = useSettled(model, ms);
  const query = useQuery<T>({
    queryKey: ['workshop', name, extra, settled],
    queryFn: ({ signal }) => (settled ? ask(settled, signal) : Promise.reject(new Error('nothing to ask'))),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    ...ASKED,
  });
  if (model === null) return { data: undefined, error: null, busy: false };
  const stands = query.isError ? undefined : query.data;
  return { data: stands, error: query.error, busy: query.isFetching || settled !== model };
}

export const useCheck = (model: Model) =>
  useAsked('check', model, '', TYPING_MS, (of, signal) => api.check({ model: of }, signal));

export const useTrace = (model: Model | null, days: number) =>
  useAsked('trace', model, days, TYPING_MS, (of, signal) => api.trace({ model: of, days }, signal));

export function useBacktest(model: Model | null, days: number) {
  const now = Date.parse(useSession()?.now ?? '');
  const since = new Date(now - days * DAY_MS).toISOString();
  return useAsked('backtest', model, days, SLIDING_MS, (of, signal) => api.backtest({ model: of, since }, signal));
}
