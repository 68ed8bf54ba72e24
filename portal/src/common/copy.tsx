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

/** Text of several lines to carry elsewhere. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const { t } = useSpeech();
  const [copied, setCopied] = useState('');
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(text);
  };
  return (
    <div className="copy-text">
      <pre aria-label={label} tabIndex={0}>
        {text}
      </pre>
      <Button size="small" onClick={() => void copy().catch(() => undefined)}>
        {t(copied === text ? 'copied' : 'copy')}
      </Button>
    </div>
  );
}
