import { Select } from 'antd';
import { useSpeech } from '@/i18n/language';
import { refusal, type NamedField, type Use } from './law';

type Props = { fields: readonly NamedField[]; use: Use; value: string | undefined; label: string; choose: (name: string) => void };

/** One field of those the model can see. The forbidden ones are shown, greyed, with the law that forbids them. */
export function FieldSelect({ fields, use, value, label, choose }: Props) {
  const options = useFieldOptions(fields, use);
  return (
    <Select
      size="small"
      className="grow"
      showSearch={{ optionFilterProp: 'search' }}
      popupMatchSelectWidth={320}
      aria-label={label}
      value={value}
      options={options}
      optionRender={({ data }) => <FieldOption {...data} />}
      onChange={choose}
    />
  );
}

export type Option = { value: string; label: string; search: string; disabled: boolean; why: string };

/** Fields as options: those that may be used first. */
export function useFieldOptions(fields: readonly NamedField[], use: Use): Option[] {
  const { title } = useSpeech();
  const options = fields.map((field) => {
    const why = refusal(field, use);
    const label = title(field.title) || field.name;
    return { value: field.name, label, search: `${label} ${field.name}`, disabled: why !== null, why: title(why) };
  });
  return options.sort((a, b) => Number(a.disabled) - Number(b.disabled));
}

export function FieldOption({ label, value, why }: Option) {
  return (
    <div className="field-option">
      {label} <small className="quiet">{value}</small>
      {why && <small className="why-not">{why}</small>}
    </div>
  );
}
