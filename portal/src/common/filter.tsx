import { Input, Select } from 'antd';
import { useSpeech } from '@/i18n/language';

type Option = { value: string; label: string };

/** One filter of a list, with its label; nothing chosen means all. */
export function Filter(props: { label: string; value: string; options: Option[]; choose: (value: string | undefined) => void }) {
  const { t } = useSpeech();
  return (
    <label className="filter">
      <span>{props.label}</span>
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={props.label}
        value={props.value || undefined}
        placeholder={t('all')}
        options={props.options}
        onChange={(value: string | undefined) => props.choose(value)}
        popupMatchSelectWidth={false}
      />
    </label>
  );
}

/** A filter by typed text, taken on Enter or when left. */
export function TextFilter(props: { label: string; value: string; choose: (value: string | undefined) => void }) {
  return (
    <label className="filter">
      <span>{props.label}</span>
      <Input
        key={props.value}
        allowClear
        defaultValue={props.value}
        onPressEnter={(event) => props.choose(event.currentTarget.value.trim())}
        onBlur={(event) => props.choose(event.currentTarget.value.trim())}
      />
    </label>
  );
}
