import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal, Tooltip } from 'antd';
import { useState } from 'react';
import { api } from '@/api/client';
import type { Proposal } from '@/api/workshop';
import { Loaded } from '@/common/loaded';
import { Mark, Status } from '@/common/marks';
import { ProblemView } from '@/common/problem';
import { Section } from '@/common/section';
import { When } from '@/common/times';
import { useSpeech } from '@/i18n/language';
import { askAnew } from '@/lib/anew';
import { useMay } from '@/lib/reference';
import { DeclarationButton } from './card';

type Verdict = 'approve' | 'reject';

/** What was proposed and waits for a second person, and what came of it before. */
export function Proposals() {
  const { t } = useSpeech();
  const proposals = useQuery({ queryKey: ['models', 'proposals'], queryFn: api.proposals });
  return (
    <Section title={t('proposals')}>
      <Loaded query={proposals}>
        {({ items }) => {
          const waiting = items.filter(({ decided }) => decided === null);
          const past = items.filter(({ decided }) => decided !== null);
          return (
            <>
              {waiting.length === 0 && <p className="quiet">{t('proposals_empty')}</p>}
              <List items={waiting} />
              {past.length > 0 && (
                <details>
                  <summary>
                    {t('proposals_past')} ({past.length})
                  </summary>
                  <List items={past} />
                </details>
              )}
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}

function List({ items }: { items: Proposal[] }) {
  return (
    <ul className="proposals">
      {items.map((proposal) => (
        <ProposalView key={proposal.id} proposal={proposal} />
      ))}
    </ul>
  );
}

function ProposalView({ proposal }: { proposal: Proposal }) {
  const { t, title } = useSpeech();
  return (
    <li>
      <header>
        <Mark tone="active">{t(`change_${proposal.kind}`)}</Mark>
        <b>{title(proposal.title)}</b> <span className="quiet">{proposal.version}</span>
        <Status table="model_status" code={proposal.status} />
        <span className="quiet">
          {t('proposed_by', { who: proposal.proposed_by ?? '–' })} <When instant={proposal.proposed} style="minute" />
        </span>
        <span className="push" />
        <DeclarationButton model={proposal} />
        {proposal.decided === null && <Decisions proposal={proposal} />}
      </header>
      {proposal.note && <p>{title(proposal.note)}</p>}
      {proposal.decided && (
        <p className="quiet">
          {t('decided_by', { who: proposal.decided_by ?? '–' })} <When instant={proposal.decided} style="minute" />: {title(proposal.reason)}
        </p>
      )}
    </li>
  );
}

function Decisions({ proposal }: { proposal: Proposal }) {
  const { t } = useSpeech();
  const may = useMay()('model.approve');
  const [verdict, ask] = useState<Verdict | null>(null);
  if (!proposal.decidable) return <span className="quiet">{t(may ? 'own_proposal' : 'may_not_decide')}</span>;
  return (
    <>
      <Button size="small" type="primary" onClick={() => ask('approve')}>
        {t('approve')}
      </Button>
      <Button size="small" onClick={() => ask('reject')}>
        {t('reject')}
      </Button>
      {verdict && <Decide proposal={proposal} verdict={verdict} close={() => ask(null)} />}
    </>
  );
}

function Decide({ proposal, verdict, close }: { proposal: Proposal; verdict: Verdict; close: () => void }) {
  const { t, title } = useSpeech();
  return (
    <Reasoned
      title={`${t(verdict)}: ${title(proposal.title)} ${proposal.version}`}
      about={t('decide_about')}
      act={t(verdict)}
      send={(reason) => api.decide(proposal.id, verdict, reason)}
      close={close}
    />
  );
}

/** Proposes that a model stops. */
export function RetireButton({ model }: { model: { id: string; title: Proposal['title'] } }) {
  const { t, title } = useSpeech();
  const [asking, ask] = useState(false);
  return (
    <>
      <Tooltip title={t('retire_about')}>
        <Button size="small" aria-label={`${t('retire')}: ${title(model.title)}`} onClick={() => ask(true)}>
          {t('retire')}
        </Button>
      </Tooltip>
      {asking && (
        <Reasoned
          title={`${t('retire')}: ${title(model.title)}`}
          about={t('retire_about')}
          act={t('retire')}
          send={(reason) => api.retire(model.id, reason)}
          close={() => ask(false)}
        />
      )}
    </>
  );
}

type ReasonedProps = { title: string; about: string; act: string; send: (reason: string) => Promise<unknown>; close: () => void };

/** A decision on a model, with its reason. */
function Reasoned({ title, about, act, send, close }: ReasonedProps) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [reason, write] = useState('');
  const deciding = useMutation({
    mutationFn: () => send(reason),
    onSuccess: async () => {
      await askAnew(client, { queryKey: ['models'] });
      close();
    },
  });
  return (
    <Modal
      open
      title={title}
      okText={act}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: reason.trim() === '', loading: deciding.isPending }}
      onOk={() => deciding.mutate()}
      onCancel={close}
    >
      <div className="panel">
        <p>{about}</p>
        <Input.TextArea autoFocus aria-label={t('reason')} placeholder={t('reason')} autoSize={{ minRows: 2, maxRows: 6 }} value={reason} onChange={(event) => write(event.target.value)} />
        {deciding.isError && <ProblemView error={deciding.error} />}
      </div>
    </Modal>
  );
}
