import { Alert, Button, Input } from 'antd';
import { useEffect, useEffectEvent, useState } from 'react';
import { api } from '@/api/client';
import type { ModelProblem } from '@/api/workshop';
import { told } from '@/common/told';
import { useSpeech } from '@/i18n/language';
import { ProblemList } from './problem-list';
import { useWorkshop } from './state';

const TYPING_MS = 400;

/** The declaration beside the graph. What is written here is read by the server, the one parser
 * there is, and becomes the graph; what changes in the graph appears here. */
export function Yaml() {
  const { t } = useSpeech();
  const { checked, draft } = useWorkshop();
  const { text, problems, write, leave } = useWriting();
  const shown = text ?? checked.data?.yaml ?? JSON.stringify(draft.model, null, 2);
  return (
    <div className="yaml-side">
      <p className="quiet">{t('yaml_about')}</p>
      <Input.TextArea
        className="code yaml-text"
        aria-label={t('declaration')}
        spellCheck={false}
        // text that lags behind the graph would take back the last change
        readOnly={text === null && checked.busy}
        value={shown}
        onChange={(event) => write(event.target.value)}
        onBlur={() => problems.length === 0 && leave()}
      />
      {problems.length > 0 && (
        <>
          <Alert
            type="warning"
            showIcon
            title={t('yaml_unread')}
            action={
              <Button size="small" onClick={leave}>
                {t('yaml_discard')}
              </Button>
            }
          />
          <ProblemList problems={problems} />
        </>
      )}
    </div>
  );
}

/** The text while somebody writes it; null while the graph has the word. */
function useWriting() {
  const { draft, change } = useWorkshop();
  const [text, write] = useState<string | null>(null);
  const [problems, setProblems] = useState<ModelProblem[]>([]);
  const heard = useEffectEvent((model: typeof draft.model) => change({ ...draft, model }, 'yaml'));
  useEffect(() => {
    if (text === null) return;
    const control = new AbortController();
    const read = async () => {
      try {
        const { model, problems: found } = await api.check({ yaml: text }, control.signal);
        setProblems(model ? [] : found);
        if (model) heard(model);
      } catch (error) {
        if (!control.signal.aborted) setProblems([asProblem(error)]);
      }
    };
    const timer = setTimeout(() => void read(), TYPING_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [text]);
  const leave = () => {
    write(null);
    setProblems([]);
  };
  return { text, problems, write, leave };
}

function asProblem(error: unknown): ModelProblem {
  const { title, detail, place, value, way_out } = told(error);
  return { place, problem: detail ?? title, value, way_out };
}
