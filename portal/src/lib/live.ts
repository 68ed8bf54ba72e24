import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { currentLine, listen, openLine, watchLine } from '@/api/stream';
import { askStale } from './anew';
import { cityNow } from './time';

const REFRESH_MS = 2000;

/** Queries (by the first part of their key) that a fact of a kind makes stale. */
const STALE: Record<string, readonly string[]> = {
  call: ['situation', 'calls', 'call'],
  unit_response: ['call'],
  finding: ['situation', 'findings', 'finding'],
  task: ['situation', 'tasks', 'task', 'finding'],
  model: ['models'],
  score: ['index', 'frameworks'],
  batch: ['sources', 'batch'],
  quarantine: ['batch'],
};

/** Opens the live line while the caller is mounted, and keeps what is shown fresh. */
export function useLiveLine(): void {
  const client = useQueryClient();
  useEffect(() => {
    const close = openLine();
    const stopListening = refreshing(client);
    return () => {
      stopListening();
      close();
    };
  }, [client]);
}

/** Gathers changes and refetches at most once in `REFRESH_MS`, and everything after a lost line. */
function refreshing(client: QueryClient): () => void {
  const stale = new Set<string>();
  let wasConnected = true;
  const stop = listen((change) => STALE[change.kind]?.forEach((key) => stale.add(key)));
  const unwatch = watchLine(() => {
    const { connected } = currentLine();
    if (connected && !wasConnected) void client.invalidateQueries();
    wasConnected = connected;
  });
  const timer = setInterval(() => {
    if (document.hidden) return;
    askStale(client, stale);
  }, REFRESH_MS);
  return () => {
    clearInterval(timer);
    unwatch();
    stop();
  };
}

const beats = new Set<() => void>();
let beating: ReturnType<typeof setInterval> | undefined;
let beat = 0;

function onBeat(watcher: () => void): () => void {
  beats.add(watcher);
  beating ??= setInterval(() => {
    beat = cityNow(currentLine(), performance.now());
    for (const each of beats) each();
  }, 1000);
  return () => {
    beats.delete(watcher);
    if (beats.size > 0) return;
    clearInterval(beating);
    beating = undefined;
  };
}

/** City time in epoch milliseconds, once a second; all clocks of a page beat together. */
export function useCityNow(): number {
  return useSyncExternalStore(onBeat, () => {
    if (beat === 0) beat = cityNow(currentLine(), performance.now());
    return beat;
  });
}

export const useConnected = () => useSyncExternalStore(watchLine, () => currentLine().connected);
export const useSpeed = () => useSyncExternalStore(watchLine, () => currentLine().speed);
