import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { api } from '@/api/client';
import type { Verification } from '@/api/types';
import { Facts } from '@/common/facts';
import { Loaded } from '@/common/loaded';
import { ProblemView } from '@/common/problem';
import { Section } from '@/common/section';
import { When } from '@/common/times';
import { useSpeech } from '@/i18n/language';
import { askAnew } from '@/lib/anew';
import { number } from '@/lib/number';
import { useMay } from '@/lib/reference';

/** The journal of facts: how long it is, and whether its seals hold. */
export function JournalCard() {
  const { t } = useSpeech();
  const client = useQueryClient();
  const journal = useQuery({ queryKey: ['journal'], queryFn: api.journal });
  const verify = useMutation({
    mutationFn: api.verifyJournal,
    onSuccess: () => askAnew(client, { queryKey: ['journal'] }),
  });
  const button = (
    <Button onClick={() => verify.mutate()} loading={verify.isPending}>
      {t('verify')}
    </Button>
  );
  return (
    <Section title={t('journal')} extra={useMay()('journal.verify') && button}>
      <Loaded query={journal}>
        {(state) => (
          <Facts
            pairs={[
              { name: t('facts'), value: <b className="figures">{number(state.facts)}</b> },
              { name: t('seals'), value: <span className="figures">{number(state.seals)}</span> },
              { name: t('last_verified'), value: state.last_verified ? <When instant={state.last_verified} /> : t('never') },
              { name: t('head_hash'), value: <code className="hash">{state.head_hash ?? '–'}</code> },
            ]}
          />
        )}
      </Loaded>
      {verify.data && <Outcome found={verify.data} />}
      {verify.isError && <ProblemView error={verify.error} />}
    </Section>
  );
}

function Outcome({ found }: { found: Verification }) {
  const { t } = useSpeech();
  if (found.ok) return <Alert type="success" showIcon role="status" title={t('verified_ok', { n: number(found.facts) })} />;
  const said = t('verified_broken', { position: found.broken ?? '?', reason: found.reason ?? '' });
  return <Alert type="error" showIcon role="alert" title={said} />;
}
