import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { api } from '@/api/client';
import type { Workings } from '@/api/evaluation';
import type { IndexReport } from '@/api/types';
import { CopyText } from '@/common/copy';
import { Loaded } from '@/common/loaded';
import { ProblemView } from '@/common/problem';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { movedYaml } from './moved';
import { OutcomeTable } from './outcome';
import { useSupposing } from './supposing';
import { ValueSlider } from './value-slider';
import { WeightSliders } from './weight-sliders';

/** Other weights and values by sliders, and at once what comes of them beside what is. */
export function WhatIf({ report }: { report: IndexReport }) {
  const period = report.period ?? '';
  const workings = useQuery({
    queryKey: ['index', report.framework, 'what-if', period],
    queryFn: ({ signal }) => api.whatIf(report.framework, { period, weights: {}, values: [] }, signal),
  });
  return <Loaded query={workings}>{(given) => <Sliders report={report} given={given} />}</Loaded>;
}

function Sliders({ report, given }: { report: IndexReport; given: Workings }) {
  const { t } = useSpeech();
  const supposing = useSupposing(report, given);
  const yaml = movedYaml(given.branches, supposing.weights);
  return (
    <div className="what-if">
      <div className="panel">
        <p className="quiet">
          {t('what_if_about')} {t(given.alone ? 'answered_here' : 'answered_there')}
        </p>
        <WeightSliders report={report} branches={given.branches} weights={supposing.weights} move={supposing.moveWeight} />
        <ValueSlider report={report} given={given} values={supposing.values} move={supposing.moveValue} />
        <div>
          <Button onClick={supposing.reset} disabled={!supposing.moved}>
            {t('reset')}
          </Button>
        </div>
        <Section title={t('weights_yaml')}>
          {yaml ? (
            <>
              <p className="quiet">{t('weights_yaml_about')}</p>
              <CopyText text={yaml} label={t('weights_yaml')} />
            </>
          ) : (
            <p className="quiet">{t('weights_yaml_none')}</p>
          )}
        </Section>
      </div>
      <Section title={t('outcome')} className="outcome">
        {supposing.error !== null && <ProblemView error={supposing.error} />}
        <OutcomeTable report={report} before={supposing.before} after={supposing.after} />
      </Section>
    </div>
  );
}
