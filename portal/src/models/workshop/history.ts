import type { Draft } from './draft';

/** A draft with what came before it and what was undone. */
export type Past = { now: Draft; before: Draft[]; after: Draft[]; touched: string | null };

const KEPT = 100;

export const begun = (now: Draft): Past => ({ now, before: [], after: [], touched: null });

/** The next draft. Changes that touch the same thing in a row, such as a slider's, are one step. */
export function stepped(past: Past, now: Draft, touched: string | null): Past {
  const same = touched !== null && touched === past.touched;
  return { now, before: same ? past.before : [...past.before, past.now].slice(-KEPT), after: [], touched };
}

export function undone(past: Past): Past {
  const now = past.before.at(-1);
  return now ? { now, before: past.before.slice(0, -1), after: [past.now, ...past.after], touched: null } : past;
}

export function redone(past: Past): Past {
  const [now, ...after] = past.after;
  return now ? { now, before: [...past.before, past.now], after, touched: null } : past;
}
