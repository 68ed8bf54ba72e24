import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '@/api/client';
import type { Area, Field, Kind, Session } from '@/api/types';
import { useSpeech } from '@/i18n/language';

const KEPT = { staleTime: Infinity, gcTime: Infinity };

/** The session as last heard; the shell shows nothing of the inside before it is there. */
export function useSession(): Session | undefined {
  return useQuery({ queryKey: ['session'], queryFn: api.session, ...KEPT }).data;
}

export function useMay(): (permission: string) => boolean {
  const held = useSession()?.user?.permissions;
  return useCallback((permission) => held?.includes(permission) ?? false, [held]);
}

export const useZone = () => useSession()?.zone ?? 'UTC';

/** Names a code in the current language; an unknown code stays itself. */
export function useCodeName(): (table: string, code: unknown) => string {
  const { title } = useSpeech();
  const codes = useQuery({ queryKey: ['codes'], queryFn: api.codes, ...KEPT }).data;
  return useCallback(
    (table, code) => {
      if (typeof code !== 'string') return '';
      return title(codes?.tables[table]?.codes[code]?.title) || code;
    },
    [codes, title],
  );
}

/** The codes of a table as options, sub-codes after their code and named with it. */
export function useCodeOptions(): (table: string) => { value: string; label: string }[] {
  const { title } = useSpeech();
  const codes = useQuery({ queryKey: ['codes'], queryFn: api.codes, ...KEPT }).data;
  return useCallback(
    (table) => {
      const known = codes?.tables[table]?.codes ?? {};
      return Object.entries(known).map(([value, code]) => {
        const parent = code.parent ? known[code.parent] : undefined;
        return { value, label: parent ? `${title(parent.title)} › ${title(code.title)}` : title(code.title) };
      });
    },
    [codes, title],
  );
}

export function useKind(id: string): Kind | undefined {
  const kinds = useQuery({ queryKey: ['kinds'], queryFn: api.kinds, ...KEPT }).data;
  return kinds?.kinds.find((kind) => kind.id === id);
}

/** Names a field of a kind in the current language. */
export function useFieldName(kind: string): (field: string) => string {
  const { title } = useSpeech();
  const fields: Record<string, Field> | undefined = useKind(kind)?.fields;
  return useCallback((field) => title(fields?.[field]?.title) || field, [fields, title]);
}

export function useAreas(): Area[] {
  const may = useMay()('situation.see');
  const { data } = useQuery({ queryKey: ['situation'], queryFn: api.situation, enabled: may });
  return data?.areas ?? NO_AREAS;
}

const NO_AREAS: Area[] = [];

/** Names an area in the current language; an unknown one stays its id. */
export function useAreaName(): (id: string | null | undefined) => string {
  const { title } = useSpeech();
  const areas = useAreas();
  return useCallback(
    (id) => (id ? title(areas.find((area) => area.id === id)?.name) || id : ''),
    [areas, title],
  );
}
