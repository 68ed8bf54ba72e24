import type { ColumnsType } from 'antd/es/table';
import { useSpeech } from '@/i18n/language';
import { useKind } from '@/lib/reference';
import { FieldValue } from './fields';

const MOST_COLUMNS = 6;

/** Columns for the first fields of a kind that its rows hold. */
export function useFieldColumns<T extends object>(kind: string, rows: readonly T[]): ColumnsType<T> {
  const { title } = useSpeech();
  const fields = useKind(kind)?.fields ?? {};
  const held = Object.keys(fields).filter((name) => rows.some((row) => (row as Record<string, unknown>)[name] != null));
  return held.slice(0, MOST_COLUMNS).map((name) => ({
    title: title(fields[name]?.title),
    dataIndex: name,
    render: (value: unknown) => <FieldValue name={name} field={fields[name]} value={value} />,
  }));
}
