import { Button } from 'antd';
import type { Task } from '@/api/types';
import { Status } from '@/common/marks';
import { Due } from '@/common/times';
import { useSpeech } from '@/i18n/language';
import { usePanel } from '@/lib/panel';
import { isClosed } from './columns';

/** A task in one line; opens its drawer. */
export function TaskLink({ task }: { task: Task }) {
  const { language } = useSpeech();
  const { open } = usePanel();
  return (
    <p className="task-link">
      <Button type="link" onClick={() => open('task', task.id)}>
        {language === 'zh' ? task.title_zh : task.title_en}
      </Button>
      <span>{task.place ?? task.key}</span>
      <Status table="task_status" code={task.status} />
      {!isClosed(task.status) && <Due due={task.due_at} />}
    </p>
  );
}
