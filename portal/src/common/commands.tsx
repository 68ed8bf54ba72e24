import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { api, type CommandArguments, type Commanded } from '@/api/client';
import type { Command, CommandField } from '@/api/types';
import { useSpeech } from '@/i18n/language';
import { useCodeOptions } from '@/lib/reference';
import { ProblemView } from './problem';

type Subject = { of: Commanded; id: string; version: number };

const GRAVE = new Set(['cancel', 'dismiss', 'void', 'invalidate', 'mark-duplicate', 'divert', 'return']);

/** Sends a command on a record; what it changed is read anew. */
export function useCommand({ of, id, version }: Subject) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ command, given }: { command: string; given: CommandArguments }) =>
      api.command(of, id, version, command, given),
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' }),
  });
}

/** The commands that are legal now: one without questions runs at once, others open their form. */
export function Commands({ subject, commands }: { subject: Subject; commands: Command[] }) {
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
  busy: boolean;
  submit: (given: CommandArguments) => void;
  cancel: () => void;
};

export function CommandForm({ command, busy, submit, cancel }: FormProps) {
  const { t, title } = useSpeech();
  return (
    <Form layout="vertical" className="command-form" requiredMark onFinish={(given: CommandArguments) => submit(said(given))}>
      {command.fields.map((field, order) => (
        <Form.Item
          key={field.name}
          name={field.name}
          label={title(field.title) || field.name}
          valuePropName={field.type === 'boolean' ? 'checked' : 'value'}
          rules={[{ required: field.required && field.type !== 'boolean', message: t('required') }]}
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

/** What was filled in; fields left empty are not said at all. */
function said(given: CommandArguments): CommandArguments {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));
}

/** The input of one field; Ant Design's form hands it value and change. */
function CommandInput({ field, first, ...wired }: { field: CommandField; first: boolean; [wired: string]: unknown }) {
  const { title } = useSpeech();
  const options = useCodeOptions();
  const common = { ...wired, autoFocus: first };
  if (field.type === 'boolean') return <Checkbox {...common} />;
  if (field.type === 'integer') return <InputNumber precision={0} {...common} />;
  if (field.type === 'number') return <InputNumber {...common} />;
  if (field.type === 'list') return <Select mode="tags" open={false} suffixIcon={null} {...common} />;
  if (field.choices)
    return (
      <Select {...common} options={field.choices.map((choice) => ({ value: choice.value, label: title(choice.title) }))} />
    );
  if (field.codes) return <Select {...common} showSearch={{ optionFilterProp: 'label' }} options={options(field.codes)} />;
  return <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} {...common} />;
}
