import { useEffect, useEffectEvent, useState } from 'react';

const TYPING = 'input, textarea, select, [contenteditable=true], [role=combobox], [role=spinbutton]';

/** Whether a key press belongs to somebody else: a field, a modifier chord, an open drawer. */
function taken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  return event.target instanceof Element && event.target.closest(TYPING) !== null;
}

const covered = () => document.querySelector('.ant-drawer-open, .ant-modal-wrap:not([style*="display: none"])') !== null;

/** Calls `press` with each key that is not typed into a field. */
export function useKey(press: (key: string) => void): void {
  const onPress = useEffectEvent(press);
  useEffect(() => {
    const handle = (event: KeyboardEvent) => {
      if (!taken(event)) onPress(event.key);
    };
    document.addEventListener('keydown', handle);
    return () => document.removeEventListener('keydown', handle);
  }, []);
}

/** j, k and Enter over a list; returns the index of the selected row, -1 before the first key. */
export function useListKeys<T>(rows: readonly T[], open: (row: T) => void): number {
  const [selected, select] = useState(-1);
  const last = rows.length - 1;
  const index = Math.min(selected, last);
  useKey((key) => {
    if (covered()) return;
    if (key === 'j') select(Math.min(index + 1, last));
    if (key === 'k') select(Math.max(index - 1, Math.min(0, last)));
    const row = rows[index];
    const focusElsewhere = document.activeElement?.matches('a, button, [role=menuitem], tr') ?? false;
    if (key === 'Enter' && row !== undefined && !focusElsewhere) open(row);
  });
  useEffect(() => {
    if (index >= 0) document.querySelector('.row-selected')?.scrollIntoView({ block: 'nearest' });
  }, [index]);
  return index;
}
