import type { Changed, ClockTick } from './types';

/** The live line to the server: facts as they are recorded and the clock of the city. */
export type Line = {
  connected: boolean;
  /** City time at `heard`, in epoch milliseconds. */
  now: number;
  speed: number;
  /** When the last tick was heard, on this machine's monotonic clock. */
  heard: number;
};

type Listener = (change: Changed) => void;

const RETRY_MS = 3000;

let line: Line = { connected: true, now: Date.now(), speed: 1, heard: performance.now() };
let source: EventSource | null = null;
let retry: ReturnType<typeof setTimeout> | undefined;
const watchers = new Set<() => void>();
const listeners = new Set<Listener>();

function become(next: Partial<Line>): void {
  line = { ...line, ...next };
  for (const watcher of watchers) watcher();
}

/** Sets the clock of the city before the first tick is heard, or again. */
export function setClock(now: string): void {
  become({ now: Date.parse(now), heard: performance.now() });
}

/** Opens the line and keeps it open until the returned function is called. */
export function openLine(): () => void {
  source?.close();
  source = new EventSource('/api/stream');
  source.addEventListener('hello', () => become({ connected: true }));
  source.addEventListener('clock', (event: MessageEvent<string>) => {
    const tick = JSON.parse(event.data) as ClockTick;
    become({ connected: true, now: Date.parse(tick.now), speed: tick.speed, heard: performance.now() });
  });
  source.addEventListener('changed', (event: MessageEvent<string>) => {
    const change = JSON.parse(event.data) as Changed;
    for (const listener of listeners) listener(change);
  });
  source.onerror = () => {
    become({ connected: false });
    if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    clearTimeout(retry);
    retry = setTimeout(openLine, RETRY_MS);
  };
  return closeLine;
}

/** Closes the line; it stays closed until it is opened again. */
export function closeLine(): void {
  clearTimeout(retry);
  source?.close();
  source = null;
}

export const currentLine = () => line;

/** Calls `watcher` at each tick and each change of connection; returns the undoing. */
export function watchLine(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Calls `listener` with each recorded fact; returns the undoing. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
