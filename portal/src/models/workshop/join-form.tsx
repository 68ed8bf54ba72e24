import { Input, Select } from 'antd';
import type { Join } from '@/api/workshop';
import { useSpeech } from '@/i18n/language';
import { FieldOption, useFieldOptions } from './field-select';
import { Setting } from './inputs';
import { identify, kindOf } from './law';
import { useWorkshop } from './state';

/** What is known about the record's subject from another kind, as of the record's time. */
export function JoinForm({ settings, change }: { settings: Join; change: (settings: Join, touched?: string) => void }) {
  const { t, title } = useSpeech();
  const { blocks, draft } = useWorkshop();
  const { model } = draft;
  const kind = kindOf(blocks, settings.kind);
  const fields = useFieldOptions(kind?.fields ?? [], 'condition');
  const choose = (id: string) => {
    const by = identify(blocks, model, id)[0]?.name ?? settings.by;
    const first = kindOf(blocks, id)?.fields.find(({ usable }) => usable)?.name;
    change({ kind: id, by, as: id, fields: first ? [first] : [] });
  };
  return (
    <>
      <Setting name={t('target')}>
        <Select
          size="small"
          aria-label={t('target')}
          value={settings.kind}
          options={blocks.kinds
            .filter(({ id }) => id !== model.source)
            .map(({ id, title: name }) => {
              const legal = identify(blocks, model, id).length > 0;
              return { value: id, label: title(name), disabled: !legal, title: legal ? undefined : t('join_by_nothing') };
            })}
          onChange={choose}
        />
      </Setting>
      <Setting name={t('join_by')}>
        <Select
          size="small"
          aria-label={t('join_by')}
          value={settings.by}
          options={identify(blocks, model, settings.kind).map((field) => ({ value: field.name, label: title(field.title) }))}
          onChange={(by) => change({ ...settings, by })}
        />
      </Setting>
      <Setting name={t('join_as')}>
        <Input size="small" aria-label={t('join_as')} value={settings.as} onChange={(event) => change({ ...settings, as: event.target.value }, 'join.as')} />
      </Setting>
      <Setting name={t('join_fields')}>
        <Select
          mode="multiple"
          size="small"
          className="grow"
          aria-label={t('join_fields')}
          value={settings.fields}
          options={fields}
          optionRender={({ data }) => <FieldOption {...data} />}
          onChange={(names: string[]) => change({ ...settings, fields: names })}
        />
      </Setting>
    </>
  );
}
