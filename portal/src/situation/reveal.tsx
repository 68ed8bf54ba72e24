import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { api } from '@/api/client';
import { Facts } from '@/common/facts';
import { ProblemView } from '@/common/problem';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { purposeName } from '@/lib/purpose';
import { useFieldName } from '@/lib/reference';

type Reason = { purpose: string; matter: string; reason: string };

/** What the personal part of a call may be needed for. */
const NEEDED_FOR = ['call-handling', 'task-handling'] as const;

/** Personal fields: hidden until somebody says what for; kept only while the drawer is open. */
export function Reveal({ id }: { id: string }) {
  const { t } = useSpeech();
  const fieldName = useFieldName('call');
  const [asking, ask] = useState(false);
  const reveal = useMutation({ mutationFn: (reason: Reason) => api.reveal(id, reason), gcTime: 0 });
  if (reveal.data) {
    const { summary, caller, raw } = reveal.data;
    const pairs = [
      { name: fieldName('summary'), value: summary ?? '–' },
      { name: fieldName('caller'), value: caller ?? '–' },
      ...(raw ? [{ name: fieldName('raw'), value: <pre>{JSON.stringify(raw, null, 1)}</pre> }] : []),
    ];
    return (
      <Section title={t('personal')}>
        <Facts pairs={pairs} />
      </Section>
    );
  }
  return (
    <Section title={t('personal')}>
      <p className="quiet">{t('personal_note')}</p>
      {asking ? <ReasonForm busy={reveal.isPending} submit={reveal.mutate} /> : <Button onClick={() => ask(true)}>{t('reveal')}…</Button>}
      {reveal.isError && <ProblemView error={reveal.error} />}
    </Section>
  );
}

function ReasonForm({ busy, submit }: { busy: boolean; submit: (reason: Reason) => void }) {
  const { t } = useSpeech();
  const rules = [{ required: true, message: t('required') }];
  return (
    <Form layout="vertical" className="command-form" initialValues={{ purpose: 'call-handling' }} onFinish={submit}>
      <Form.Item name="purpose" label={t('purpose')} rules={rules}>
        <Select options={NEEDED_FOR.map((value) => ({ value, label: purposeName(value, t) }))} />
      </Form.Item>
      <Form.Item name="matter" label={t('matter')} rules={rules}>
        <Input autoFocus />
      </Form.Item>
      <Form.Item name="reason" label={t('reason')} rules={rules}>
        <Input />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('reveal')}
      </Button>
    </Form>
  );
}
