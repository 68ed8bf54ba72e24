import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber, Select } from 'antd';
import type { Title } from '@/api/types';
import type { Condition, Schema } from '@/api/workshop';
import { useSpeech } from '@/i18n/language';
import { useZone } from '@/lib/reference';
import { ConditionForm } from './condition-form';
import { FieldSelect } from './field-select';
import { DatesInput, DurationInput, Setting } from './inputs';
import { goTogether, sortOf } from './connect';
import { ask, schemaOf, type Sorted } from './schema';
import { linked, naming } from './link';
import { linksFor } from './adding';
import { useWorkshop } from './state';
import { settingName } from './summary';
import { beginning, firstCondition } from './templates';

type Props = { part: Sorted; settings: unknown; change: (settings: unknown, touched?: string) => void };

/** A link, a window or a measure: its sort, and the settings its schema asks for. */
export function SortForm({ part, settings, change }: Props) {
  const { t, title } = useSpeech();
  const zone = useZone();
  const { blocks, draft } = useWorkshop();
  const sort = sortOf(settings);
  const { link, window, measure } = draft.model;
  const legal = (each: string) => {
    if (part === 'link') return linksFor(draft.model, blocks).includes(each);
    if (part === 'window') return goTogether(blocks, { [each]: 1 }, measure) && linked(link, { [each]: 1 }, undefined);
    return (goTogether(blocks, window, { [each]: 1 }) || window === undefined) && linked(link, undefined, { [each]: 1 });
  };
  const told: readonly { id: string; title: Title; about: Title }[] = { link: blocks.links, measure: blocks.families, window: [] }[part];
  const sorts =
    part === 'window'
      ? WINDOWS.map((id) => ({ id, name: settingName(id, t) }))
      : told.map(({ id, title: name }) => ({ id, name: title(name) }));
  const about = told.find(({ id }) => id === sort)?.about;
  return (
    <>
      <Setting name={t('sort')}>
        <Select
          size="small"
          aria-label={t('sort')}
          value={sort}
          options={sorts.map(({ id, name }) => ({
            value: id,
            label: name,
            disabled: !legal(id),
            title: legal(id) ? undefined : t(part === 'link' ? 'link_illegal' : 'connect_window'),
          }))}
          onChange={(each) => change(beginning(blocks, draft.model, part, each, zone))}
        />
      </Setting>
      {about && <p className="quiet">{title(about)}</p>}
      <SettingInput
        key={sort}
        schema={schemaOf(blocks.schema, part, sort)}
        path={sort}
        value={(settings as Record<string, unknown>)[sort]}
        change={(value) => change({ [sort]: value }, `${part}.${sort}`)}
      />
    </>
  );
}

const WINDOWS = ['sliding', 'tumbling', 'calendar', 'session'];

type InputProps = { schema: Schema; path: string; value: unknown; change: (value: unknown) => void };

/** One setting, or a block of them, as its schema asks. */
function SettingInput({ schema, path, value, change }: InputProps) {
  const { t } = useSpeech();
  const { blocks, fields } = useWorkshop();
  const session = useZone();
  const question = ask(blocks.schema, schema, path);
  const label = settingName(path.split('.').at(-1) ?? path, t);
  switch (question.as) {
    case 'nothing':
      return null;
    case 'settings':
      return Object.entries(question.properties).map(([name, each]) => (
        <Setting key={name} name={settingName(name, t)} hint={each.description}>
          <OptionalInput
            schema={each}
            path={`${path}.${name}`}
            optional={!question.required.includes(name)}
            value={(value as Record<string, unknown>)[name]}
            change={(given) => change({ ...(value as object), [name]: given })}
          />
        </Setting>
      ));
    case 'condition':
      return <ConditionForm value={value as Condition} fields={fields} change={change} />;
    case 'field':
      return <FieldSelect fields={fields} use={question.use} label={label} value={value as string} choose={change} />;
    case 'duration':
      return <DurationInput label={label} value={value} change={change} />;
    case 'dates':
      return <DatesInput label={label} value={value} change={change} />;
    case 'choice':
      return (
        <Select
          size="small"
          aria-label={label}
          value={value as string}
          options={question.of.map((each) => ({
            value: each,
            label: settingName(String(each), t),
            disabled: ['same', 'matter'].includes(path) && naming(fields, String(each)) === undefined,
          }))}
          onChange={change}
        />
      );
    case 'number':
      return (
        <InputNumber
          size="small"
          aria-label={label}
          min={question.least}
          max={question.most}
          precision={question.whole ? 0 : undefined}
          value={value as number}
          onChange={(given) => given !== null && change(given)}
        />
      );
    case 'zone':
      return (
        <Select
          size="small"
          showSearch
          aria-label={label}
          value={(value as string | undefined) ?? session}
          options={blocks.zones.map((zone) => ({ value: zone, label: zone }))}
          onChange={change}
        />
      );
    case 'text':
      return <Input size="small" aria-label={label} value={String(value ?? '')} onChange={(event) => change(event.target.value)} />;
  }
}

/** A setting that may be left out: added and removed with a button. */
function OptionalInput({ optional, ...input }: InputProps & { optional: boolean }) {
  const { t } = useSpeech();
  const { blocks, fields } = useWorkshop();
  const { as } = ask(blocks.schema, input.schema, input.path);
  if (!optional || as === 'dates') return <SettingInput {...input} />;
  if (input.value === undefined)
    return (
      <Button size="small" icon={<PlusOutlined />} onClick={() => input.change(as === 'condition' ? firstCondition(fields) : '1d')}>
        {t('add')}
      </Button>
    );
  return (
    <>
      <SettingInput {...input} />
      <Button size="small" type="text" icon={<CloseOutlined />} aria-label={t('remove')} onClick={() => input.change(undefined)} />
    </>
  );
}
