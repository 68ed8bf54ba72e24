import { Select } from 'antd';
import type { Condition, Join, Raise } from '@/api/workshop';
import { useSpeech } from '@/i18n/language';
import { ConditionForm } from './condition-form';
import { blockOf, changed, type Placed } from './draft';
import { FieldSelect } from './field-select';
import { Setting } from './inputs';
import { JoinForm } from './join-form';
import { Output } from './output';
import { problemsAt } from './problems';
import { ProblemList } from './problem-list';
import { RaiseForm } from './raise-form';
import { SortForm } from './settings-form';
import { useWorkshop } from './state';

/** The chosen block: what is wrong with it, its settings, and what leaves it on history. */
export function Inspector() {
  const { t } = useSpeech();
  const { draft, selected, checked } = useWorkshop();
  const block = blockOf(draft, selected);
  if (!block)
    return (
      <>
        <p className="quiet">{t('choose_block')}</p>
        <ProblemList problems={checked.data?.problems ?? []} />
      </>
    );
  return (
    <>
      <h2>{t(`part_${block.part}`)}</h2>
      <p className="quiet">{t(`about_${block.part}`)}</p>
      <ProblemList problems={problemsAt(checked.data?.problems ?? [], block.id, draft.model)} />
      <BlockForm key={block.id} block={block} />
      {!block.id.startsWith('loose') && <Output part={block.part} />}
    </>
  );
}

function BlockForm({ block: { id, part, settings } }: { block: Placed }) {
  const { t, title } = useSpeech();
  const { blocks, draft, fields, change } = useWorkshop();
  const set = (next: unknown, touched?: string) => change(changed(draft, id, next), touched);
  const touching = (next: unknown) => set(next, id);
  const touchless = (next: unknown) => set(next);
  const named = ({ id: value, title: name }: { id: string; title: { zh: string; en: string } }) => ({ value, label: title(name) });
  switch (part) {
    case 'source':
      return (
        <Setting name={t('target')}>
          <Select
            size="small"
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={t('target')}
            value={settings as string}
            options={blocks.kinds.map(named)}
            onChange={touchless}
          />
        </Setting>
      );
    case 'join':
      return <JoinForm settings={settings as Join} change={set} />;
    case 'where':
      return <ConditionForm value={settings as Condition} fields={fields} change={touching} />;
    case 'key':
      return (
        <Setting name={t('key_field')}>
          <FieldSelect fields={fields} use="key" label={t('key_field')} value={settings as string} choose={set} />
        </Setting>
      );
    case 'link':
    case 'window':
    case 'measure':
      return <SortForm part={part} settings={settings} change={set} />;
    case 'raise':
      return <RaiseForm settings={settings as Raise} change={set} />;
    case 'flow':
      return (
        <Setting name={t('part_flow')}>
          <Select size="small" aria-label={t('part_flow')} value={settings as string} options={blocks.flows.map(named)} onChange={touchless} />
        </Setting>
      );
  }
}
