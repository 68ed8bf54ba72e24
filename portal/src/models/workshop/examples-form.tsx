import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber } from 'antd';
import type { Example, Expected } from '@/api/workshop';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { useSession, useZone } from '@/lib/reference';
import { at } from '@/lib/time';
import { NONE, newExample, type Side } from './examples';
import { ExampleTable } from './example-table';
import { Setting, TitleInput } from './inputs';
import { kindOf } from './law';
import { about } from './link';
import { belongs } from './problems';
import { ProblemList } from './problem-list';
import { useWorkshop } from './state';

/** The examples of the model: what must raise a finding and what must not, as small tables. */
export function ExamplesForm() {
  const { t } = useSpeech();
  const { checked } = useWorkshop();
  return (
    <>
      <p className="quiet">{t('examples_about')}</p>
      <ProblemList problems={(checked.data?.problems ?? []).filter((problem) => belongs(problem) === 'examples')} />
      <Examples side="must_raise" />
      <Examples side="must_not_raise" />
    </>
  );
}

function Examples({ side }: { side: Side }) {
  const { t } = useSpeech();
  const zone = useZone();
  const now = useSession()?.now;
  const { blocks, draft, change } = useWorkshop();
  const { model } = draft;
  const time = kindOf(blocks, model.source)?.time ?? 'time';
  const examples = (model.examples ?? NONE)[side];
  const set = (next: Example[]) =>
    change({ ...draft, model: { ...model, examples: { ...NONE, ...model.examples, [side]: next } } }, `examples.${side}`);
  const add = () => set([...examples, newExample(side, model, about(model, blocks), time, zone, `${at(now, 'UTC', 'day')}T08:00:00Z`)]);
  return (
    <Section
      title={t(side)}
      extra={
        <Button size="small" icon={<PlusOutlined />} onClick={add}>
          {t('add_example')}
        </Button>
      }
    >
      {examples.map((example, n) => (
        <div key={n} className="example">
          <Setting name={t('example_n', { n: n + 1 })}>
            <TitleInput label={t('example_n', { n: n + 1 })} value={example.title} change={(title) => set(examples.with(n, { ...example, title }))} />
            <Button
              size="small"
              type="text"
              icon={<CloseOutlined />}
              aria-label={`${t('remove')} ${t('example_n', { n: n + 1 })}`}
              onClick={() => set(examples.toSpliced(n, 1))}
            />
          </Setting>
          <ExampleTable example={example} time={time} change={(next) => set(examples.with(n, next))} />
          {example.findings && <ExpectedForm expected={example.findings} change={(findings) => set(examples.with(n, { ...example, findings }))} />}
        </div>
      ))}
    </Section>
  );
}

/** The findings an example must raise, in order. */
function ExpectedForm({ expected, change }: { expected: Expected[]; change: (expected: Expected[]) => void }) {
  const { t } = useSpeech();
  return (
    <Setting name={t('expected')}>
      <ul className="expected">
        {expected.map((finding, n) => (
          <li key={n}>
            <Input
              size="small"
              aria-label={t('expected_key')}
              placeholder={t('expected_key')}
              value={finding.key}
              onChange={(event) => change(expected.with(n, { ...finding, key: event.target.value }))}
            />
            <InputNumber
              size="small"
              aria-label={t('level')}
              prefix={t('level')}
              min={1}
              max={9}
              value={finding.level}
              onChange={(level) => level !== null && change(expected.with(n, { ...finding, level }))}
            />
            <InputNumber
              size="small"
              aria-label={t('evidence_count')}
              prefix={t('evidence_count')}
              min={1}
              value={finding.count}
              onChange={(count) => change(expected.with(n, { ...finding, count: count ?? undefined }))}
            />
            {expected.length > 1 && (
              <Button size="small" type="text" icon={<CloseOutlined />} aria-label={t('remove')} onClick={() => change(expected.toSpliced(n, 1))} />
            )}
          </li>
        ))}
      </ul>
      <Button size="small" icon={<PlusOutlined />} onClick={() => change([...expected, { key: 'A', level: 1 }])}>
        {t('add')}
      </Button>
    </Setting>
  );
}
