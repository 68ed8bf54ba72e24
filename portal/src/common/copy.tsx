import { Button, Input, Space, type InputRef } from 'antd';
import { useRef, useState } from 'react';
import { useSpeech } from '@/i18n/language';

/** A line to carry elsewhere, with a button that copies it. */
export function CopyLine({ text, label }: { text: string; label: string }) {
  const { t } = useSpeech();
  const line = useRef<InputRef>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    line.current?.select(); // where the clipboard is refused (no https), the line stays selected
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Space.Compact block>
      <Input ref={line} readOnly value={text} aria-label={label} className="code" />
      <Button onClick={() => void copy().catch(() => undefined)}>{t(copied ? 'copied' : 'copy')}</Button>
    </Space.Compact>
  );
}
