import type { Task } from '@/api/types';
import { About } from '@/common/about';
import { Level } from '@/common/marks';
import { Due, When } from '@/common/times';
import { useSpeech } from '@/i18n/language';
import { usePanel } from '@/lib/panel';
import { useAreaName, useCodeName } from '@/lib/reference';
import { isClosed } from './columns';

export function TaskCard({ task, selected }: { task: Task; selected: boolean }) {
  const { t, language } = useSpeech();
  const { open } = usePanel();
  const areaName = useAreaName();
  const codeName = useCodeName();
  return (
    <li>
      <button type="button" className={selected ? 'task-card row-selected' : 'task-card'} onClick={() => open('task', task.id)}>
        <span className="task-title">
          <Level level={task.level} />
          <b>{language === 'zh' ? task.title_zh : task.title_en}</b>
        </span>
        <span>
          <About of={task} />
        </span>
        <span className="quiet">
          {areaName(task.area)}
          {task.team && ` · ${codeName('team', task.team)}`}
        </span>
        <span className="task-time">
          {!isClosed(task.status) && <Due due={task.due_at} />}
          {task.status === 'done' && <VerifyAt at={task.verify_at} />}
          {(task.times_reopened ?? 0) > 0 && <span className="late">{t('reopened_n', { n: task.times_reopened ?? 0 })}</span>}
        </span>
      </button>
    </li>
  );
}

function VerifyAt({ at }: { at: string | null }) {
  const { t } = useSpeech();
  if (!at) return null;
  const [before, after] = t('verify_at').split('{time}');
  return (
    <span className="quiet">
      {before}
      <When instant={at} style="minute" />
      {after}
    </span>
  );
}
