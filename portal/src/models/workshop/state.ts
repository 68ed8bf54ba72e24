import { createContext, use, useCallback, useEffect, useMemo, useReducer, useState } from 'react';
import type { Backtest, Blocks, Checked, Model, Trace } from '@/api/workshop';
import { useBacktest, useCheck, useTrace, type Answer } from './answers';
import { runnable, whole } from './complete';
import type { Draft } from './draft';
import { begun, redone, stepped, undone, type Past } from './history';
import { fieldsOf, type NamedField } from './law';

export type Beside = 'block' | 'card' | 'examples' | 'yaml';

/** The workshop: what is assembled, what the server says of it, and how to change it. */
export type Workshop = {
  blocks: Blocks;
  draft: Draft;
  fields: NamedField[];
  /** The next draft; changes that touch the same thing in a row are undone together. */
  change: (next: Draft, touched?: string) => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
  selected: string | null;
  select: (id: string) => void;
  /** Chooses nothing, if this block is the chosen one. */
  deselect: (id: string) => void;
  beside: Beside;
  show: (beside: Beside) => void;
  days: number;
  look: (days: number) => void;
  checked: Answer<Checked>;
  trace: Answer<Trace>;
  backtest: Answer<Backtest>;
};

type Action = { next: Draft; touched: string | null } | 'undo' | 'redo';

function act(past: Past, action: Action): Past {
  if (action === 'undo') return undone(past);
  if (action === 'redo') return redone(past);
  return stepped(past, action.next, action.touched);
}

const STORED = 'anlan.workshop';

/** The draft that was being assembled when the page was left. */
export function rememberedDraft(): Draft | null {
  const stored = localStorage.getItem(STORED);
  return stored === null ? null : { model: JSON.parse(stored) as Model, bench: [] };
}

export const forgetDraft = () => localStorage.removeItem(STORED);

export function useAssembling(blocks: Blocks, first: Draft): Workshop {
  const [past, dispatch] = useReducer(act, first, begun);
  const [selected, setSelected] = useState<string | null>(null);
  const [beside, show] = useState<Beside>('block');
  const [days, look] = useState(90);
  const draft = past.now;
  const { model } = draft;
  useEffect(() => localStorage.setItem(STORED, JSON.stringify(model)), [model]);

  const select = useCallback((id: string) => {
    setSelected(id);
    show('block');
  }, []);
  const deselect = useCallback((id: string) => setSelected((now) => (now === id ? null : now)), []);
  const change = useCallback((next: Draft, touched?: string) => dispatch({ next, touched: touched ?? null }), []);
  const asked = useMemo(() => runnable(model, blocks), [model, blocks]);
  return {
    blocks,
    draft,
    fields: useMemo(() => fieldsOf(model, blocks), [model, blocks]),
    change,
    undo: past.before.length > 0 ? () => dispatch('undo') : null,
    redo: past.after.length > 0 ? () => dispatch('redo') : null,
    selected,
    select,
    deselect,
    beside,
    show,
    days,
    look,
    checked: useCheck(model),
    trace: useTrace(asked, days),
    backtest: useBacktest(whole(model) ? asked : null, days),
  };
}

export const Assembling = createContext<Workshop | null>(null);

export function useWorkshop(): Workshop {
  const workshop = use(Assembling);
  if (!workshop) throw new Error('useWorkshop needs the editor');
  return workshop;
}
