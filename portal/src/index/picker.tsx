import { Select } from 'antd';

export type Option = { value: string; label: string };

type Props = { label: string; value: string; choose: (value: string) => void; options: Option[]; hint?: string; spoken?: string };

/** One of several, beside its name; `spoken` is the name out of its surroundings. */
export function Picker({ label, value, choose, options, hint, spoken = label }: Props) {
  return (
    <label className="filter">
      <span>{label}</span>
      <Select
        aria-label={spoken}
        value={value || (hint ? null : '')}
        placeholder={hint}
        options={options}
        onChange={choose}
        showSearch={options.length > 12 ? { optionFilterProp: 'label' } : false}
        popupMatchSelectWidth={false}
      />
    </label>
  );
}
