import { useMemo, type ReactNode } from 'react';
import type { Field } from '@/api/types';
import { useSpeech } from '@/i18n/language';
import { useAreaName, useCodeName, useKind } from '@/lib/reference';
import { Facts } from './facts';
import { When } from './times';

const HIDDEN = new Set(['personal', 'sensitive']);

/** One value as its declared type asks. */
export function FieldValue({ name, field, value }: { name: string; field?: Field; value: unknown }): ReactNode {
  const { t, title } = useSpeech();
  const codeName = useCodeName();
  const areaName = useAreaName();
  if (value === null || value === undefined || value === '') return <span className="quiet">–</span>;
  if (field?.type === 'time' && typeof value === 'string') return <When instant={value} />;
  if (field?.codes) return codeName(field.codes, value);
  if (name === 'area' && typeof value === 'string') return areaName(value);
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'number') return <span className="figures">{value}</span>;
  if (Array.isArray(value)) return value.map(String).join(', ');
  return typeof value === 'string' ? title(value) : JSON.stringify(value);
}

/** Every field of a record that is set and may be shown, by its declared title. */
export function RecordFields({ kind, row }: { kind: string; row: Record<string, unknown> }) {
  const { title } = useSpeech();
  const declared = useKind(kind)?.fields;
  const shown = useMemo(
    () =>
      Object.entries(declared ?? {}).filter(
        ([name, field]) => !HIDDEN.has(field.data_class) && row[name] !== null && row[name] !== undefined,
      ),
    [declared, row],
  );
  return (
    <Facts
      pairs={shown.map(([name, field]) => ({
        name: title(field.title),
        value: <FieldValue name={name} field={field} value={row[name]} />,
      }))}
    />
  );
}
