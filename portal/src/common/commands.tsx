import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { api, type CommandArguments, type Commanded } from '@/api/client';
import type { Command, CommandField } from '@/api/types';
import { useSpeech } from '@/i18n/language';
import { askAnew } from '@/lib/anew';
import { useAreas, useCodeOptions } from '@/lib/reference';
import { ProblemView } from './problem';

/** What the record or a suggestion says already; such fields come filled in. */
type Known = Record<string, unknown>;
type Subject = { of: Commanded; id: string; version: number };

const GRAVE = new Set(['cancel', 'dismiss', 'void', 'mark-invalid']);

/** Sends a command on a record; what it changed is read anew. */
export function useCommand({ of, id, version }: Subject) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ command, given }: { command: string; given: CommandArguments }) =>
      api.command(of, id, version, command, given),
    onSettled: () => askAnew(client, { predicate: ({ queryKey }) => queryKey[0] !== 'session' }),
  });
}

/** The commands that are legal now: one without questions runs at once, others open their form. */
export function Commands({ subject, commands, known = {} }: { subject: Subject; commands: Command[]; known?: Known }) {
  const { t, title } = useSpeech();
  const [asking, ask] = useState<string | null>(null);
  const run = useCommand(subject);
  const asked = commands.find((command) => command.command === asking);

  const choose = (command: Command) => {
    run.reset();
    if (command.fields.length > 0) ask(asking === command.command ? null : command.command);
    else run.mutate({ command: command.command, given: {} });
  };

  if (commands.length === 0) return <p className="quiet">{t('no_commands')}</p>;
  return (
    <div className="commands">
      <div className="buttons">
        {commands.map((command, order) => (
          <Button
            key={command.command}
            type={order === 0 ? 'primary' : 'default'}
            danger={GRAVE.has(command.command)}
            aria-expanded={command.fields.length > 0 ? asking === command.command : undefined}
            loading={run.isPending && run.variables.command === command.command}
            onClick={() => choose(command)}
          >
            {title(command.title) || command.command}
            {command.fields.length > 0 && '…'}
          </Button>
        ))}
      </div>
      {asked && (
        <CommandForm
          key={asked.command}
          command={asked}
          known={known}
          busy={run.isPending}
          submit={(given) => run.mutate({ command: asked.command, given }, { onSuccess: () => ask(null) })}
          cancel={() => ask(null)}
        />
      )}
      {run.isError && <ProblemView error={run.error} />}
    </div>
  );
}

type FormProps = {
  command: Command;
  known?: Known;
  busy: boolean;
  submit: (given: CommandArguments) => void;
  cancel: () => void;
};

export function CommandForm({ command, known = {}, busy, submit, cancel }: FormProps) {
  const { t, title } = useSpeech();
  const names = command.fields.map(({ name }) => name).filter((name) => isPlain(known[name]));
  const initial = Object.fromEntries(names.map((name) => [name, known[name]]));
  return (
    <Form layout="vertical" className="command-form" initialValues={initial} requiredMark onFinish={(given: CommandArguments) => submit(said(given))}>
      {command.fields.map((field, order) => (
        <Form.Item
          key={field.name}
          name={field.name}
          label={title(field.title) || field.name}
          rules={[{ required: field.required || field.type === 'boolean', message: t('required') }]}
        >
          <CommandInput field={field} first={order === 0} />
        </Form.Item>
      ))}
      <div className="buttons">
        <Button type="primary" htmlType="submit" loading={busy}>
          {title(command.title) || t('submit')}
        </Button>
        <Button onClick={cancel}>{t('cancel')}</Button>
      </div>
    </Form>
  );
}

const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number';

/** What was filled in; fields left empty are not said at all. */
function said(given: CommandArguments): CommandArguments {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));
}

/** The input of one field; Ant Design's form hands it value and change. */
function CommandInput({ field, first, ...wired }: { field: CommandField; first: boolean; [wired: string]: unknown }) {
  const { t, title } = useSpeech();
  const options = useCodeOptions();
  const areas = useAreas();
  const common = { ...wired, autoFocus: first };
  // a yes or no is always said, never assumed
  if (field.type === 'boolean')
    return <Radio.Group {...wired} optionType="button" options={[true, false].map((value) => ({ value, label: t(value ? 'yes' : 'no') }))} />;
  if (field.type === 'integer') return <InputNumber precision={0} {...common} />;
  if (field.type === 'number') return <InputNumber {...common} />;
  if (field.name === 'area')
    return <Select {...common} allowClear options={areas.map((area) => ({ value: area.id, label: title(area.name) }))} />;
  if (field.choices)
    return (
      <Select {...common} allowClear={!field.required} showSearch={{ optionFilterProp: 'label' }} options={field.choices.map((choice) => ({ value: choice.value, label: title(choice.title) }))} />
    );
  if (field.codes) return <Select {...common} allowClear={!field.required} showSearch={{ optionFilterProp: 'label' }} options={options(field.codes)} />;
  return <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} {...common} />;
}
