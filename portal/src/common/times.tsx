import { useSpeech } from '@/i18n/language';
import { useCityNow } from '@/lib/live';
import { useZone } from '@/lib/reference';
import { at, clock, span } from '@/lib/time';

type Instant = string | null | undefined;

/** An instant in the zone of the city. */
export function When({ instant, style = 'full' }: { instant: Instant; style?: 'time' | 'minute' | 'full' | 'day' }) {
  const zone = useZone();
  if (!instant) return <span className="quiet">–</span>;
  return (
    <time dateTime={instant} title={at(instant, zone)} className="figures">
      {at(instant, zone, style)}
    </time>
  );
}

/** Counts up from an instant; red and marked once `due` is past. */
export function Elapsed({ since, due }: { since: string; due?: Instant }) {
  const { t } = useSpeech();
  const now = useCityNow();
  const late = due ? now > Date.parse(due) : false;
  return (
    <span className={late ? 'figures late' : 'figures'} title={late ? t('past_limit') : undefined}>
      {clock(now - Date.parse(since))}
      {late && <span aria-label={t('past_limit')}> !</span>}
    </span>
  );
}

/** The time left until `due`, or by how much it is past. */
export function Due({ due }: { due: Instant }) {
  const { t, language } = useSpeech();
  const now = useCityNow();
  if (!due) return null;
  const left = Date.parse(due) - now;
  const time = span(left, language);
  return (
    <span className={left < 0 ? 'figures late' : 'figures'}>
      {left < 0 ? t('overdue_by', { time }) : t('due_in', { time })}
    </span>
  );
}
