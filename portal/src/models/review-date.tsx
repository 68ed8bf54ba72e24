import { useSpeech } from '@/i18n/language';
import { useCityNow } from '@/lib/live';

/** The day a model is to be looked at again; marked once it is past. */
export function ReviewDate({ date }: { date: string }) {
  const { t } = useSpeech();
  const late = useCityNow() > Date.parse(date);
  return (
    <span className={late ? 'figures late' : 'figures'}>
      {date} {late && `· ${t('review_overdue')}`}
    </span>
  );
}
