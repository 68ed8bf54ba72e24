import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Segmented, Select } from 'antd';
import type { Condition } from '@/api/workshop';
import { useSpeech } from '@/i18n/language';
import type { Word } from '@/i18n/words';
import { FieldOption, useFieldOptions, type Option } from './field-select';
import type { NamedField } from './law';
import { asking, question, questionsFor, special, SPECIALS, type Question, type Special } from './question';
import { QuestionInput } from './question-input';
import { firstCondition } from './templates';

type Props = {
  value: Condition;
  fields: readonly NamedField[];
  change: (condition: Condition) => void;
  remove?: () => void;
};

/** A condition: one question, or several of which all or any must hold; each may be turned round. */
export function ConditionForm({ value, fields, change, remove }: Props) {
  const { t } = useSpeech();
  const turned = value.not !== undefined;
  const inner = value.not ?? value;
  const set = (next: Condition) => change(turned ? { not: next } : next);
  const Inner = inner.all ?? inner.any ? Group : Ask;
  return (
    <div className="condition">
      <Checkbox checked={turned} onChange={() => change(turned ? inner : { not: inner })}>
        {t('not')}
      </Checkbox>
      <Inner value={inner} fields={fields} change={set} />
      {remove && <Button size="small" type="text" icon={<CloseOutlined />} aria-label={t('remove_condition')} onClick={remove} />}
    </div>
  );
}

function Group({ value, fields, change }: Props) {
  const { t } = useSpeech();
  const how = value.all ? 'all' : 'any';
  const parts = value.all ?? value.any ?? [];
  const set = (next: Condition[]) => change({ [how]: next });
  return (
    <fieldset className="condition-group">
      <legend className="unseen">{t(`${how}_of`)}</legend>
      <Segmented
        size="small"
        aria-label={t('combination')}
        value={how}
        options={(['all', 'any'] as const).map((each) => ({ value: each, label: t(`${each}_of`) }))}
        onChange={(each) => change({ [each]: parts })}
      />
      {parts.map((part, n) => (
        <ConditionForm
          key={n}
          value={part}
          fields={fields}
          change={(next) => set(parts.with(n, next))}
          remove={parts.length > 1 ? () => set(parts.toSpliced(n, 1)) : undefined}
        />
      ))}
      <div className="buttons">
        <Button size="small" icon={<PlusOutlined />} onClick={() => set([...parts, firstCondition(fields)])}>
          {t('add_condition')}
        </Button>
        <Button
          size="small"
          type="text"
          onClick={() => set([...parts, { [how === 'all' ? 'any' : 'all']: [firstCondition(fields)] }])}
        >
          {t('add_group')}
        </Button>
      </div>
    </fieldset>
  );
}

/** One question: what is asked, how, and the value. */
function Ask({ value, fields, change }: Props) {
  const { t } = useSpeech();
  const options = useFieldOptions(fields, 'condition');
  const field = fields.find(({ name }) => name === value.field);
  const asks = question(value);
  const choose = (name: string) => {
    if (isSpecial(name)) return change(special(name, fields));
    const possible = questionsFor(fields.find((each) => each.name === name));
    change(asking(name, possible.find((each) => each === asks) ?? possible[0] ?? 'is_null', {}));
  };
  return (
    <div className="question">
      <Select
        size="small"
        showSearch={{ optionFilterProp: 'search' }}
        popupMatchSelectWidth={320}
        aria-label={t('asked')}
        value={value.field ?? asks}
        options={[
          { label: t('time_and_place'), options: SPECIALS.map((name) => specialOption(name, t(`special_${name}`))) },
          { label: t('fields'), options },
        ]}
        optionRender={({ data }) => <FieldOption {...(data as unknown as Option)} />}
        onChange={choose}
      />
      {value.field !== undefined && (
        <Select
          size="small"
          popupMatchSelectWidth={false}
          aria-label={t('question')}
          value={asks}
          options={questionsFor(field).map((ask) => ({ value: ask, label: t(`ask_${ask}` as Word) }))}
          onChange={(ask) => change(asking(value.field ?? '', ask as Question, value))}
        />
      )}
      <QuestionInput value={value} field={field} fields={fields} change={change} />
    </div>
  );
}

const isSpecial = (name: string): name is Special => (SPECIALS as readonly string[]).includes(name);
const specialOption = (value: Special, label: string): Option => ({ value, label, search: label, disabled: false, why: '' });
