import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { Link } from 'react-router';
import { api } from '@/api/client';
import type { Task, TaskDetail } from '@/api/types';
import { About } from '@/common/about';
import { Commands } from '@/common/commands';
import { Facts } from '@/common/facts';
import { RecordFields } from '@/common/fields';
import { History } from '@/common/history';
import { Loaded } from '@/common/loaded';
import { Level, Status } from '@/common/marks';
import { Section } from '@/common/section';
import { Due } from '@/common/times';
import { useSpeech } from '@/i18n/language';
import { useAreaName } from '@/lib/reference';
import { isClosed } from './columns';
import { TaskSteps } from './steps';

/** One task: what to do, by when, how it will be judged. */
export default function TaskPanel({ id }: { id: string }) {
  const query = useQuery({ queryKey: ['task', id], queryFn: () => api.task(id) });
  return <Loaded query={query}>{(detail) => <TaskView detail={detail} />}</Loaded>;
}

function TaskView({ detail }: { detail: TaskDetail }) {
  const { t } = useSpeech();
  const { task, commands, history } = detail;
  return (
    <div className="panel">
      <Head task={task} />
      <Verdict task={task} />
      <TaskSteps detail={detail} />
      <Section title={t('commands')}>
        <Commands
          subject={{ of: 'tasks', id: task.id, version: task.version }}
          commands={commands.filter(({ command }) => command !== 'step')}
        />
      </Section>
      <Rules detail={detail} />
      <Section title={t('all_fields')}>
        <RecordFields kind="task" row={task} />
      </Section>
      <History kind="task" entries={history} />
    </div>
  );
}

function Head({ task }: { task: Task }) {
  const { language } = useSpeech();
  const areaName = useAreaName();
  return (
    <div className="panel-head">
      <Level level={task.level} />
      <Status table="task_status" code={task.status} />
      <b>{language === 'zh' ? task.title_zh : task.title_en}</b>
      <span>
        <About of={task} /> · {areaName(task.area)}
      </span>
      {!isClosed(task.status) && <Due due={task.due_at} />}
    </div>
  );
}

function Verdict({ task }: { task: Task }) {
  const { t, language } = useSpeech();
  const verdict = language === 'zh' ? task.verdict_zh : task.verdict_en;
  if (!verdict) return null;
  return <Alert type={task.status === 'verified' ? 'success' : 'warning'} showIcon title={t('verdict')} description={verdict} />;
}

function Rules({ detail: { task, standard, finding } }: { detail: TaskDetail }) {
  const { t, title, language } = useSpeech();
  if (!standard) return null;
  const pairs = [
    { name: t('acceptance'), value: title(standard.acceptance) },
    { name: t('limit'), value: standard.limit },
    { name: t('legal_basis'), value: standard.legal_basis },
  ];
  if (task.result) pairs.unshift({ name: t('result'), value: task.result });
  if (task.evidence?.length) pairs.push({ name: t('evidence'), value: task.evidence.join(', ') });
  return (
    <Section title={title(standard.title)}>
      <Facts pairs={pairs} />
      {finding && (
        <p>
          {t('finding_source')}: <Link to={`/findings/${encodeURIComponent(finding.id)}`}>{language === 'zh' ? finding.because_zh : finding.because_en}</Link>
        </p>
      )}
    </Section>
  );
}
