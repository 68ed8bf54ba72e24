import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** The drawers that open over any page; which one is open is part of the address. */
export type Panel = 'call' | 'task' | 'new-call';

export function usePanel() {
  const [search, setSearch] = useSearchParams();
  const open = useCallback(
    (panel: Panel, id = '') => setSearch((now) => withPanel(now, panel, id)),
    [setSearch],
  );
  const close = useCallback(() => setSearch((now) => withoutPanels(now)), [setSearch]);
  return { call: search.get('call'), task: search.get('task'), newCall: search.has('new-call'), open, close };
}

function withoutPanels(search: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const panel of ['call', 'task', 'new-call']) next.delete(panel);
  return next;
}

function withPanel(search: URLSearchParams, panel: Panel, id: string): URLSearchParams {
  const next = withoutPanels(search);
  next.set(panel, id);
  return next;
}

/** A filter of a page, kept in the address so that a link carries it. */
export function useFilter(name: string): [string, (value: string | undefined) => void] {
  const [search, setSearch] = useSearchParams();
  const set = useCallback(
    (value: string | undefined) =>
      setSearch(
        (now) => {
          const next = new URLSearchParams(now);
          if (value) next.set(name, value);
          else next.delete(name);
          return next;
        },
        { replace: true },
      ),
    [name, setSearch],
  );
  return [search.get(name) ?? '', set];
}
