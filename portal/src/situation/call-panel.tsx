import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { api } from '@/api/client';
import type { CallDetail } from '@/api/types';
import { Commands } from '@/common/commands';
import { Facts } from '@/common/facts';
import { RecordFields } from '@/common/fields';
import { History } from '@/common/history';
import { Loaded } from '@/common/loaded';
import { Level, Status } from '@/common/marks';
import { Section } from '@/common/section';
import { Elapsed } from '@/common/times';
import { useSpeech } from '@/i18n/language';
import { useCodeName, useMay } from '@/lib/reference';
import { Responses } from './responses';
import { Reveal } from './reveal';
import { Steps } from './steps';

/** One call: where it stands, what can be done, and every fact about it. */
export default function CallPanel({ id }: { id: string }) {
  const query = useQuery({ queryKey: ['call', id], queryFn: () => api.call(id) });
  return <Loaded query={query}>{(detail) => <CallView detail={detail} />}</Loaded>;
}

function CallView({ detail }: { detail: CallDetail }) {
  const { t } = useSpeech();
  const may = useMay();
  const { call, commands, suggestion, responses, history } = detail;
  return (
    <div className="panel">
      <Head detail={detail} />
      {suggestion && <SuggestionView suggestion={suggestion} />}
      <Section title={t('commands')}>
        <Commands
          subject={{ of: 'calls', id: call.id, version: call.version }}
          commands={commands}
          known={{ ...call, feedback_category: call.feedback_category ?? call.category, unit: suggestion?.unit }}
        />
      </Section>
      <Section title={t('steps')}>
        <Steps call={call} />
      </Section>
      {responses.length > 0 && <Responses rows={responses} />}
      {may('call.reveal') && <Reveal id={call.id} />}
      <Section title={t('all_fields')}>
        <RecordFields kind="call" row={call} />
      </Section>
      <History kind="call" entries={history} />
    </div>
  );
}

const CLOSED = new Set(['called_back', 'archived', 'duplicate', 'invalid']);

function Head({ detail: { call } }: { detail: CallDetail }) {
  const codeName = useCodeName();
  return (
    <div className="panel-head">
      <Level level={call.level} />
      <Status table="call_status" code={call.status} />
      <b>{codeName('category', call.feedback_category ?? call.category)}</b>
      <span>{call.address ?? call.premises}</span>
      {!CLOSED.has(call.status) && <Elapsed since={call.received} due={call.due} />}
    </div>
  );
}

function SuggestionView({ suggestion }: { suggestion: NonNullable<CallDetail['suggestion']> }) {
  const { t, title } = useSpeech();
  return (
    <Alert
      type="info"
      title={`${t('suggestion')}: ${suggestion.unit}`}
      description={
        <>
          <p>{title(suggestion.reason)}</p>
          {suggestion.nearest_unit !== suggestion.unit && (
            <Facts pairs={[{ name: t('nearest_unit'), value: suggestion.nearest_unit }]} />
          )}
          <p className="quiet">{t('suggestion_note')}</p>
        </>
      }
    />
  );
}
