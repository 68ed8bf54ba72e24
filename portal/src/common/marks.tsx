import type { ReactNode } from 'react';
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

export type Tone = 'plain' | 'warning' | 'danger' | 'active' | 'good';

/** A word that stands out. */
export function Mark({ tone = 'plain', title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span className={`mark mark-${tone}`} title={title}>
      {children}
    </span>
  );
}

const TONES: Record<string, Tone> = {
  open: 'warning',
  received: 'danger',
  reopened: 'danger',
  tasked: 'active',
  accepted: 'active',
  started: 'active',
  done: 'active',
  verified: 'good',
};

/** A status by its code, named from its table. */
export function Status({ table, code }: { table: string; code: string }) {
  const name = useCodeName();
  return <Mark tone={TONES[code]}>{name(table, code)}</Mark>;
}
