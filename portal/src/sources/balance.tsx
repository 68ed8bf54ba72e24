import type { Batch } from '@/api/types';
import { useSpeech } from '@/i18n/language';
import { number, shares } from '@/lib/number';

/** Where the rows of a batch went, as one bar and in numbers: read = stored + duplicates + quarantined. */
export function Balance({ batch }: { batch: Pick<Batch, 'rows_read' | 'rows_stored' | 'rows_duplicate' | 'rows_quarantined'> }) {
  const { t } = useSpeech();
  const { rows_read: read, rows_stored: stored, rows_duplicate: duplicates, rows_quarantined: quarantined } = batch;
  const [s = 0, d = 0, q = 0] = shares([stored, duplicates, quarantined]);
  return (
    <span className="balance">
      <span className="balance-bar" aria-hidden>
        <i className="stored" style={{ width: `${s}%` }} />
        <i className="duplicates" style={{ width: `${d}%` }} />
        <i className="quarantined" style={{ width: `${q}%` }} />
      </span>
      <span className="figures" title={t('balance')}>
        {number(read)} = <b className="good">{number(stored)}</b> + <span>{number(duplicates)}</span> +{' '}
        <b className={quarantined > 0 ? 'late' : ''}>{number(quarantined)}</b>
      </span>
    </span>
  );
}

/** What the colours of a balance mean. */
export function BalanceKey() {
  const { t } = useSpeech();
  return (
    <span className="balance-key">
      {t('read')} = <i className="stored" /> {t('stored')} + <i className="duplicates" /> {t('duplicates')} + <i className="quarantined" />{' '}
      {t('quarantined')}
    </span>
  );
}
