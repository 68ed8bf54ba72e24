import { Tag } from 'antd';
import { useSpeech } from '@/i18n/language';
import { useCodeName } from '@/lib/reference';

/** A level from 1 (highest) to 4: a number on its colour, never colour alone. */
export function Level({ level }: { level: number | null | undefined }) {
  const { t } = useSpeech();
  const name = level ? t('level_n', { n: level }) : t('level_unset');
  return (
    <span className={`level level-${level ?? 'none'}`} title={name}>
      <span aria-hidden>{level ?? '–'}</span>
      <span className="unseen">{name}</span>
    </span>
  );
}

const TONES: Record<string, string> = {
  open: 'warning',
  received: 'error',
  reopened: 'error',
  tasked: 'processing',
  accepted: 'processing',
  started: 'processing',
  done: 'processing',
  verified: 'success',
};

/** A status by its code, named from its table. */
export function Status({ table, code }: { table: string; code: string }) {
  const name = useCodeName();
  return (
    <Tag className="status" color={TONES[code]} variant="outlined">
      {name(table, code)}
    </Tag>
  );
}
