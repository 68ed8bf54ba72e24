import { Input, InputNumber, Radio, Select } from 'antd';
import type { Condition } from '@/api/workshop';
import { useSpeech } from '@/i18n/language';
import { FieldSelect } from './field-select';
import { DatesInput, DurationInput } from './inputs';
import type { NamedField } from './law';
import { question } from './question';
import { ValueInput, ValuesInput } from './value-input';

type Props = {
  value: Condition;
  field: NamedField | undefined;
  fields: readonly NamedField[];
  change: (condition: Condition) => void;
};

/** What a question wants to know. */
export function QuestionInput({ value, field, fields, change }: Props) {
  const { t } = useSpeech();
  const label = t('value_asked');
  const name = value.field ?? '';
  switch (question(value)) {
    case 'equals':
      return <ValueInput field={field} label={label} value={value.equals} change={(equals) => change({ field: name, equals })} />;
    case 'one_of':
      return <ValuesInput field={field} label={label} value={value.one_of} change={(one_of) => change({ field: name, one_of })} />;
    case 'under':
      return <ValueInput field={field} label={label} value={value.under} change={(under) => change({ field: name, under: String(under) })} />;
    case 'contains':
      return (
        <Input
          size="small"
          className="grow"
          aria-label={label}
          value={value.contains}
          onChange={(event) => change({ field: name, contains: event.target.value })}
        />
      );
    case 'is_null':
      return (
        <Radio.Group
          size="small"
          optionType="button"
          value={value.is_null}
          options={[false, true].map((empty) => ({ value: empty, label: t(empty ? 'is_empty' : 'is_filled') }))}
          onChange={(event) => change({ field: name, is_null: event.target.value as boolean })}
        />
      );
    case 'between': {
      const range = value.between ?? {};
      return (
        <span className="between">
          {(['low', 'high'] as const).map((end) => (
            <ValueInput
              key={end}
              field={field}
              label={t(`${end}_end`)}
              value={range[end]}
              change={(given) => change({ field: name, between: { ...range, [end]: given === '' ? undefined : given } })}
            />
          ))}
        </span>
      );
    }
    default:
      return <SpecialInput value={value} fields={fields} change={change} />;
  }
}

/** Time of day, days, time passed, or a circle on the map. */
function SpecialInput({ value, fields, change }: Omit<Props, 'field'>) {
  const { t } = useSpeech();
  const { time_of_day: hours, weekday, dates, elapsed, within } = value;
  if (hours)
    return (
      <span className="between">
        {(['from', 'until'] as const).map((end) => (
          <Input
            key={end}
            size="small"
            type="time"
            aria-label={t(`${end}_hour`)}
            value={hours[end]}
            onChange={(event) => change({ time_of_day: { ...hours, [end]: event.target.value } })}
          />
        ))}
      </span>
    );
  if (weekday)
    return (
      <Select
        mode="multiple"
        size="small"
        className="grow"
        aria-label={t('special_weekday')}
        value={weekday}
        options={DAYS.map((day) => ({ value: day, label: t(`day_${day}`) }))}
        onChange={(days: string[]) => change({ weekday: DAYS.filter((day) => days.includes(day)) })}
      />
    );
  if (dates) return <DatesInput label={t('special_dates')} value={dates} change={(given) => change({ dates: given })} />;
  if (elapsed)
    return (
      <span className="between">
        {(['from', 'to'] as const).map((end) => (
          <FieldSelect
            key={end}
            fields={fields}
            use="time"
            label={t(`elapsed_${end}`)}
            value={elapsed[end]}
            choose={(name) => change({ elapsed: { ...elapsed, [end]: name } })}
          />
        ))}
        <DurationInput
          label={t('longer_than')}
          value={elapsed.longer_than}
          change={(longer_than) => change({ elapsed: { ...elapsed, longer_than } })}
        />
      </span>
    );
  if (within)
    return (
      <span className="between">
        {(['longitude', 'latitude', 'metres'] as const).map((name) => (
          <InputNumber
            key={name}
            size="small"
            aria-label={t(name)}
            title={t(name)}
            value={within[name]}
            onChange={(given) => given !== null && change({ within: { ...within, [name]: given } })}
          />
        ))}
      </span>
    );
  return null;
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
