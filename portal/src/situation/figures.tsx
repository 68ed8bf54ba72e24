import { Link } from 'react-router';
import type { Counts } from '@/api/types';
import { useSpeech } from '@/i18n/language';
import { number } from '@/lib/number';

type Figure = { name: string; value: number; note?: string; to?: string; grave?: boolean };

/** The counts of the day in one row. */
export function Figures({ counts }: { counts: Counts }) {
  const { t } = useSpeech();
  const figures: Figure[] = [
    {
      name: t('calls_today'),
      value: counts.calls_today,
      note: t('valid_invalid', { valid: number(counts.valid_today), invalid: number(counts.invalid_today) }),
    },
    {
      name: t('open_calls'),
      value: counts.open_calls,
      note: t('diverted_closing', { diverted: number(counts.diverted_calls), closing: number(counts.closing_calls) }),
    },
    { name: t('open_findings'), value: counts.open_findings, to: '/findings?status=open' },
    { name: t('open_tasks'), value: counts.open_tasks, to: '/tasks' },
    { name: t('overdue_tasks'), value: counts.overdue_tasks, to: '/tasks', grave: counts.overdue_tasks > 0 },
  ];
  return (
    <dl className="figures-row">
      {figures.map(({ name, value, note, to, grave }) => (
        <div key={name}>
          <dt>{to ? <Link to={to}>{name}</Link> : name}</dt>
          <dd>
            <b className={grave ? 'late' : ''}>{number(value)}</b>
            {note && <span className="quiet">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
