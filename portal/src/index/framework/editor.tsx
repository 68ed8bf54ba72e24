import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Alert, Button, Input, type GetRef } from 'antd';
import { useRef, useState } from 'react';
import { api } from '@/api/client';
import type { Declared } from '@/api/evaluation';
import { Loaded } from '@/common/loaded';
import { ProblemView } from '@/common/problem';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { save } from '@/lib/save';
import { useSettled } from '@/lib/settled';
import { RemarkList } from './remarks';
import { Tree } from './tree';

const TYPING_MS = 350;

/** The declaration of a framework, checked by the server, the one linter there is, as it is typed. */
export function FrameworkEditor({ framework }: { framework: string }) {
  const declared = useQuery({ queryKey: ['index', framework, 'declaration'], queryFn: () => api.declared(framework), staleTime: Infinity });
  return <Loaded query={declared}>{(given) => <Editor given={given} />}</Loaded>;
}

function Editor({ given }: { given: Declared }) {
  const { t } = useSpeech();
  const [text, write] = useState(given.yaml);
  const settled = useSettled(text, TYPING_MS);
  const area = useRef<GetRef<typeof Input.TextArea>>(null);
  const linted = useQuery({
    queryKey: ['framework', 'lint', settled],
    queryFn: ({ signal }) => api.lint(settled, signal),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  const busy = linted.isFetching || settled !== text;
  const found = linted.data;
  const goTo = (line: number) => {
    const field = area.current?.resizableTextArea?.textArea;
    if (field) showLine(field, line);
  };
  return (
    <div className="panel">
      <p className="quiet">{t('framework_about')}</p>
      <p className="quiet">
        {t('framework_keeps')}: <code>{given.file}</code>
      </p>
      <div className="filters">
        <Button type="primary" onClick={() => save(new Blob([text], { type: 'application/yaml' }), given.file.split('/').at(-1) ?? 'framework.yaml')}>
          {t('download_yaml')}
        </Button>
        <Button disabled={text === given.yaml} onClick={() => write(given.yaml)}>
          {t('discard_changes')}
        </Button>
        <span role="status">
          {busy ? t('checking') : found && <b className={found.ok ? 'gain' : 'loss'}>{t(found.ok ? 'sound' : 'unsound')}</b>}
        </span>
      </div>
      <div className="framework-editor">
        <Input.TextArea
          ref={area}
          className="code framework-text"
          aria-label={t('framework_yaml')}
          spellCheck={false}
          wrap="off"
          value={text}
          onChange={(event) => write(event.target.value)}
        />
        <div className="panel framework-said">
          <Section title={t('remarks')}>
            {linted.isError && <ProblemView error={linted.error} />}
            {found && <RemarkList remarks={found.remarks} goTo={goTo} />}
          </Section>
          <Section title={t('tree_preview')}>
            {found && found.nodes.length > 0 ? <Tree nodes={found.nodes} /> : <Alert type="info" title={t('tree_waits')} />}
          </Section>
        </div>
      </div>
    </div>
  );
}

/** Selects a line and brings it to the middle. */
function showLine(field: HTMLTextAreaElement, line: number) {
  const lines = field.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  field.scrollTop = (field.scrollHeight / lines.length) * (line - 1) - field.clientHeight / 2;
}
