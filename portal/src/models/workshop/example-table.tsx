import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import type { Example, ExampleRecord } from '@/api/workshop';
import { useSpeech } from '@/i18n/language';
import { columnsOf, nextRecord, typed } from './examples';
import type { NamedField } from './law';
import { about } from './link';
import { useWorkshop } from './state';
import { useValueOptions } from './value-input';

type Props = { example: Example; time: string; change: (example: Example) => void };

/** The records of an example, a row each, with the fields the model reads as columns. */
export function ExampleTable({ example, time, change }: Props) {
  const { t, title } = useSpeech();
  const { blocks, draft, fields } = useWorkshop();
  const { records } = example;
  const [added, add] = useState<string[]>([]);
  const columns = [...new Set([...columnsOf(example, draft.model, time, about(draft.model, blocks)), ...added])];
  const field = (name: string) => fields.find((each) => each.name === name);
  const others = fields.filter(({ name, usable }) => usable && !name.includes('.') && !columns.includes(name));
  const set = (next: ExampleRecord[]) => change({ ...example, records: next });
  return (
    <div className="example-table">
      <table>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} title={name}>
                {title(field(name)?.title) || name}
              </th>
            ))}
            <th>
              <Select
                size="small"
                aria-label={t('add_column')}
                placeholder={t('add_column')}
                value={null}
                showSearch={{ optionFilterProp: 'label' }}
                popupMatchSelectWidth={240}
                options={others.map((each) => ({ value: each.name, label: title(each.title) }))}
                onChange={(name: string) => add([...added, name])}
              />
            </th>
          </tr>
        </thead>
        <tbody>
          {records.map((record, n) => (
            <tr key={n}>
              {columns.map((name) => (
                <td key={name}>
                  <Cell
                    field={field(name)}
                    label={`${title(field(name)?.title) || name} ${n + 1}`}
                    value={record[name]}
                    change={(value) => set(records.with(n, { ...record, [name]: value }))}
                  />
                </td>
              ))}
              <td>
                {records.length > 1 && (
                  <Button
                    size="small"
                    type="text"
                    icon={<CloseOutlined />}
                    aria-label={t('remove_record', { n: n + 1 })}
                    onClick={() => set(records.toSpliced(n, 1))}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button size="small" icon={<PlusOutlined />} onClick={() => set([...records, nextRecord(records, time)])}>
        {t('add_record')}
      </Button>
    </div>
  );
}

type CellProps = { field: NamedField | undefined; label: string; value: unknown; change: (value: unknown) => void };

function Cell({ field, label, value, change }: CellProps) {
  const options = useValueOptions(field);
  if (options && field?.key_of === null)
    return (
      <Select
        size="small"
        variant="borderless"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={240}
        aria-label={label}
        value={value ?? undefined}
        options={options}
        onChange={(chosen) => change(chosen)}
      />
    );
  return (
    <Input
      size="small"
      variant="borderless"
      aria-label={label}
      value={String(value ?? '')}
      onChange={(event) => change(typed(event.target.value, field))}
    />
  );
}
