import { Input, InputNumber, Select, Space } from 'antd';
import { useId, type ReactNode } from 'react';
import type { Title } from '@/api/types';
import { useSpeech } from '@/i18n/language';

/** A setting with its name above it. */
export function Setting({ name, hint, children }: { name: string; hint?: string; children: ReactNode }) {
  const id = useId();
  return (
    <div className="setting" role="group" aria-labelledby={id}>
      <span id={id} title={hint}>
        {name}
      </span>
      {children}
    </div>
  );
}

const UNITS = ['m', 'h', 'd', 'w'] as const;

/** A duration such as `30d`. */
export function DurationInput({ label, value, change }: { label: string; value: unknown; change: (text: string) => void }) {
  const { t } = useSpeech();
  const [, count = '1', unit = 'd'] = /^(\d+)([mhdw])$/.exec(String(value ?? '')) ?? [];
  return (
    <Space.Compact size="small">
      <InputNumber
        aria-label={label}
        size="small"
        min={1}
        max={99999}
        precision={0}
        value={Number(count)}
        onChange={(n) => n !== null && change(`${n}${unit}`)}
      />
      <Select
        aria-label={`${label}: ${t('unit_of_time')}`}
        size="small"
        value={unit}
        options={UNITS.map((each) => ({ value: each, label: t(`unit_${each}`) }))}
        popupMatchSelectWidth={false}
        onChange={(each) => change(`${count}${each}`)}
      />
    </Space.Compact>
  );
}

/** Dates, one after the other, as `2026-10-01`. */
export function DatesInput({ label, value, change }: { label: string; value: unknown; change: (dates: string[]) => void }) {
  const dates = Array.isArray(value) ? (value as string[]) : [];
  return (
    <Select
      mode="tags"
      size="small"
      className="grow"
      aria-label={label}
      value={dates}
      placeholder="2026-10-01"
      tokenSeparators={[' ', ',', '，']}
      open={false}
      onChange={(given: string[]) => change(given.filter((date) => /^\d{4}-\d\d-\d\d$/.test(date)).sort())}
    />
  );
}

const NOTHING: Title = { zh: '', en: '' };

/** A text in both languages, one line each. */
export function TitleInput({ label, value = NOTHING, change }: { label: string; value?: Title; change: (title: Title) => void }) {
  return (
    <div className="both-languages">
      {(['zh', 'en'] as const).map((language) => (
        <Input.TextArea
          key={language}
          size="small"
          lang={language === 'zh' ? 'zh-CN' : 'en'}
          aria-label={`${label} (${language})`}
          placeholder={language === 'zh' ? '中文' : 'English'}
          autoSize={{ minRows: 1, maxRows: 5 }}
          value={value[language]}
          onChange={(event) => change({ ...value, [language]: event.target.value })}
        />
      ))}
    </div>
  );
}
