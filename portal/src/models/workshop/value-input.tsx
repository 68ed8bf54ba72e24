import { Input, InputNumber, Select } from 'antd';
import type { Scalar } from '@/api/workshop';
import { useSpeech } from '@/i18n/language';
import { useAreas, useCodeOptions } from '@/lib/reference';
import type { NamedField } from './law';

const NUMBERS = new Set(['integer', 'number', 'longitude', 'latitude']);

type Props = { field: NamedField | undefined; label: string; value: unknown; change: (value: Scalar | undefined) => void };

/** One value, as the type of its field asks. */
export function ValueInput({ field, label, value, change }: Props) {
  const options = useValueOptions(field);
  if (options)
    return (
      <Select
        size="small"
        className="grow"
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={280}
        aria-label={label}
        value={value === '' ? undefined : value}
        options={options}
        onChange={(chosen) => change(chosen as Scalar)}
      />
    );
  if (field && NUMBERS.has(field.type))
    return <InputNumber size="small" aria-label={label} value={value as number} onChange={(given) => change(given ?? undefined)} />;
  const date = field?.type === 'date';
  return (
    <Input
      size="small"
      className="grow"
      type={date ? 'date' : 'text'}
      placeholder={field?.type === 'time' ? '2026-03-01T08:00:00+08:00' : undefined}
      aria-label={label}
      value={String(value ?? '')}
      onChange={(event) => change(event.target.value)}
    />
  );
}

/** Several values of one field. */
export function ValuesInput({ field, label, value, change }: Omit<Props, 'change'> & { change: (values: Scalar[]) => void }) {
  const options = useValueOptions(field);
  const typed = (given: Scalar[]) =>
    field && NUMBERS.has(field.type) ? given.map(Number).filter((each) => !Number.isNaN(each)) : given;
  return (
    <Select
      mode={options ? 'multiple' : 'tags'}
      size="small"
      className="grow"
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={280}
      aria-label={label}
      value={Array.isArray(value) ? (value as Scalar[]) : []}
      options={options ?? []}
      open={options ? undefined : false}
      onChange={(given: Scalar[]) => change(typed(given))}
    />
  );
}

/** The values a field can have, where they are known. */
export function useValueOptions(field: NamedField | undefined): { value: Scalar; label: string }[] | null {
  const { t, title } = useSpeech();
  const codes = useCodeOptions();
  const areas = useAreas();
  if (!field) return null;
  if (field.codes) return codes(field.codes);
  if (field.type === 'boolean') return [true, false].map((value) => ({ value, label: t(value ? 'yes' : 'no') }));
  if (field.key_of === 'place' && areas.length > 0) return areas.map(({ id, name }) => ({ value: id, label: title(name) }));
  return null;
}
