import { useEffect, useState } from 'react';
import { listen } from '@/api/stream';
import { useSpeech } from '@/i18n/language';

/** Says each new finding aloud, to whoever does not watch the screen. */
export function Announcer() {
  const { t } = useSpeech();
  const [place, say] = useState('');
  useEffect(
    () =>
      listen(({ kind, type, row }) => {
        if (kind === 'finding' && type === 'finding.raised') say(String(row.place ?? row.key));
      }),
    [],
  );
  return (
    <p className="unseen" role="status" aria-live="polite">
      {place && t('finding_new', { what: place })}
    </p>
  );
}
