import type { Call, CallStep } from '@/api/types';
import { Elapsed, When } from '@/common/times';
import { useSpeech } from '@/i18n/language';
import { useFieldName } from '@/lib/reference';
import { clock } from '@/lib/time';

const STEPS: readonly CallStep[] = [
  'received',
  'graded',
  'dispatched',
  'acknowledged',
  'departed',
  'arrived',
  'handled',
  'fed_back',
  'reviewed',
  'called_back',
  'archived',
];

type Reached = { step: CallStep; instant: string; took: number | null };

/** The steps reached, each with the time it took since the one before. */
export function reached(call: Call): Reached[] {
  let before: number | null = null;
  return STEPS.flatMap((step) => {
    const instant = call[step];
    if (typeof instant !== 'string') return [];
    const now = Date.parse(instant);
    const took = before === null ? null : now - before;
    before = now;
    return [{ step, instant, took }];
  });
}

/** A clock on every step of a call. */
export function Steps({ call }: { call: Call }) {
  const { t } = useSpeech();
  const fieldName = useFieldName('call');
  const done = reached(call);
  const last = done.at(-1);
  const next = last && STEPS[STEPS.indexOf(last.step) + 1];
  const waits = last && next && STEPS.indexOf(call.status as CallStep) === STEPS.indexOf(last.step);
  return (
    <ol className="steps">
      {done.map(({ step, instant, took }) => (
        <li key={step}>
          <span>{fieldName(step)}</span>
          <When instant={instant} />
          <b className="figures">{took === null ? '' : `+${clock(took)}`}</b>
        </li>
      ))}
      {waits && (
        <li className="waiting">
          <span>{fieldName(next)}</span>
          <span className="quiet">{t('step_waiting')}</span>
          <b>
            <Elapsed since={last.instant} due={call.due} />
          </b>
        </li>
      )}
    </ol>
  );
}
