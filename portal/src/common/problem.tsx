import { Alert, Button } from 'antd';
import { useSpeech } from '@/i18n/language';
import { told } from './told';

/** What went wrong, where, with what value, and the way out. */
export function ProblemView({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t, title } = useSpeech();
  const problem = told(error);
  const [named, detail] = [title(problem.title), title(problem.detail)];
  const lines: [string, string | null][] = [
    [t('problem_place'), problem.place],
    [t('problem_value'), problem.value],
    [t('problem_way_out'), title(problem.way_out)],
  ];
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={named}
      description={
        <div className="problem">
          {detail && detail !== named && <p>{detail}</p>}
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
