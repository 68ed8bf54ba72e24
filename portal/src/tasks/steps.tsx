import { Checkbox } from 'antd';
import { useState } from 'react';
import type { TaskDetail } from '@/api/types';
import { CommandForm, useCommand } from '@/common/commands';
import { ProblemView } from '@/common/problem';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';

/** The steps of the standard, to be ticked; a step that wants evidence asks for it. */
export function TaskSteps({ detail }: { detail: TaskDetail }) {
  const { t, title } = useSpeech();
  const { task, standard, commands } = detail;
  const steps = standard?.steps ?? [];
  const [ticked, tick] = useState<string | null>(null);
  const run = useCommand({ of: 'tasks', id: task.id, version: task.version });
  const command = commands.find((one) => one.command === 'step');
  const done = new Set(task.steps_done);
  const fields = command?.fields.filter(({ name }) => name !== 'step') ?? [];
  const finish = (step: string, given = {}) =>
    run.mutate({ command: 'step', given: { ...given, step } }, { onSuccess: () => tick(null) });

  return (
    <Section title={t('task_steps')} extra={<span className="quiet figures">{`${done.size} / ${steps.length}`}</span>}>
      <ol className="task-steps">
        {steps.map((step) => (
          <li key={step.id}>
            <Checkbox
              checked={done.has(step.id)}
              disabled={!command || done.has(step.id) || run.isPending}
              onChange={() => (fields.length > 0 ? tick(step.id) : finish(step.id))}
            >
              {title(step.title)}
            </Checkbox>
            {step.evidence && <small className="quiet">{`${t('evidence')}: ${title(step.evidence)}`}</small>}
            {ticked === step.id && command && (
              <CommandForm
                command={{ ...command, fields }}
                busy={run.isPending}
                submit={(given) => finish(step.id, given)}
                cancel={() => tick(null)}
              />
            )}
          </li>
        ))}
      </ol>
      {run.isError && <ProblemView error={run.error} />}
    </Section>
  );
}
