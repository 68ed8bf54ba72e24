import { Alert, Button } from 'antd';
import { ApiProblem } from '@/api/client';
import { useSpeech } from '@/i18n/language';

/** What went wrong, where, with what value, and the way out. */
export function ProblemView({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useSpeech();
  const problem = error instanceof ApiProblem ? error.problem : null;
  const unreachable = problem?.code === 'unreachable';
  const way = unreachable ? t('problem_unreachable_way') : problem?.way_out;
  const title = unreachable ? t('problem_unreachable') : (problem?.title ?? String(error));
  const lines: [string, string | null | undefined][] = [
    [t('problem_place'), problem?.place],
    [t('problem_value'), problem?.value],
    [t('problem_way_out'), way],
  ];
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={title}
      description={
        <div className="problem">
          {problem?.detail && problem.detail !== title && <p>{problem.detail}</p>}
          <dl>
            {lines.map(([name, text]) => text && <Line key={name} name={name} text={text} />)}
          </dl>
        </div>
      }
      action={retry && <Button onClick={retry}>{t('retry')}</Button>}
    />
  );
}

function Line({ name, text }: { name: string; text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}
