import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { api } from '@/api/client';
import type { FindingDetail } from '@/api/types';
import { Commands } from '@/common/commands';
import { Facts } from '@/common/facts';
import { History } from '@/common/history';
import { Loaded } from '@/common/loaded';
import { Level, Status } from '@/common/marks';
import { PageHead, Section } from '@/common/section';
import { When } from '@/common/times';
import { useSpeech } from '@/i18n/language';
import { useAreaName } from '@/lib/reference';
import { ModelCardView } from '@/models/card';
import { TaskLink } from '@/tasks/task-link';
import { Evidence } from './evidence';
import { Place } from './place';
import { Timeline } from './timeline';

/** One finding: what, where, why, and what became of it. */
export default function FindingPage() {
  const { id = '' } = useParams();
  const query = useQuery({ queryKey: ['finding', id], queryFn: () => api.finding(id) });
  return (
    <div className="page">
      <Loaded query={query}>{(detail) => <FindingView detail={detail} />}</Loaded>
    </div>
  );
}

function FindingView({ detail }: { detail: FindingDetail }) {
  const { t, language } = useSpeech();
  const { finding, model, evidence, timeline, commands, task, history } = detail;
  return (
    <>
      <PageHead
        title={
          <>
            <Level level={finding.level} /> {finding.place ?? finding.key}
          </>
        }
      >
        <small className="quiet">{finding.key}</small>
        <Status table="finding_status" code={finding.status} />
      </PageHead>
      <div className="finding">
        <div>
          <p className="because">{language === 'zh' ? finding.because_zh : finding.because_en}</p>
          <Section title={t('commands')}>
            <Commands subject={{ of: 'findings', id: finding.id, version: finding.version }} commands={commands} />
          </Section>
          <About detail={detail} />
          <Timeline points={timeline} />
          <Evidence kind={finding.source} rows={evidence} />
        </div>
        <div>
          <Place finding={finding} />
          <Section title={t('task_of_finding')}>
            {task ? <TaskLink task={task} /> : <p className="quiet">{t('no_task_yet')}</p>}
          </Section>
          {model && <ModelCardView model={model} />}
          <History kind="finding" entries={history} />
        </div>
      </div>
    </>
  );
}

function About({ detail: { finding, model } }: { detail: FindingDetail }) {
  const { t, title } = useSpeech();
  const areaName = useAreaName();
  const pairs = [
    { name: t('model'), value: `${title(model?.title) || finding.model} ${finding.model_version}` },
    { name: t('area'), value: areaName(finding.area) || '–' },
    { name: t('raised'), value: <When instant={finding.raised} /> },
    {
      name: t('window'),
      value: (
        <>
          <When instant={finding.window_start} style="minute" /> – <When instant={finding.window_end} style="minute" />
        </>
      ),
    },
    { name: t('expires'), value: <When instant={finding.expires} /> },
  ];
  if (finding.decision_reason)
    pairs.push({ name: t('decision'), value: `${title(finding.decision_reason)} (${finding.decided_by ?? ''})` });
  return <Facts pairs={pairs} />;
}
