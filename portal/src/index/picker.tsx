import { Select } from 'antd';

export type Option = { value: string; label: string };

type Props = { label: string; value: string; choose: (value: string) => void; options: Option[]; hint?: string };

/** One of several, under its name. */
export function Picker({ label, value, choose, options, hint }: Props) {
  return (
    <label className="filter">
      <span>{label}</span>
      <Select
        aria-label={label}
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
