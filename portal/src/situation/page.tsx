import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { api } from '@/api/client';
import { Loaded } from '@/common/loaded';
import { PageHead } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { useFilter, usePanel } from '@/lib/panel';
import { useMay } from '@/lib/reference';
import { Figures } from './figures';
import { Queue } from './queue';
import { queueNamed } from './queues';
import { Rhythm } from './rhythm';
import { SituationMap } from './situation-map';

const QUEUE_LENGTH = 100;

/** What goes on in the city now: map, open calls with their clocks, counts. Kept fresh by the live line. */
export default function SituationPage() {
  const { t } = useSpeech();
  const may = useMay();
  const { open } = usePanel();
  const situation = useQuery({ queryKey: ['situation'], queryFn: api.situation });
  const [named, choose] = useFilter('queue');
  const queue = queueNamed(named);
  const filter = { status: queue, limit: QUEUE_LENGTH };
  const calls = useQuery({ queryKey: ['calls', filter], queryFn: () => api.calls(filter), placeholderData: keepPreviousData });
  return (
    <div className="page situation">
      <PageHead title={t('situation')}>
        {may('call.take') && (
          <Button type="primary" aria-keyshortcuts="n" onClick={() => open('new-call')}>
            {t('new_call')} <kbd aria-hidden>n</kbd>
          </Button>
        )}
      </PageHead>
      <Loaded query={situation}>
        {(now) => (
          <>
            <Figures counts={now.counts} />
            <SituationMap situation={now} calls={calls.data?.items} />
            <Rhythm situation={now} />
          </>
        )}
      </Loaded>
      <Queue query={calls} shown={queue} choose={choose} counts={situation.data?.counts} />
    </div>
  );
}
