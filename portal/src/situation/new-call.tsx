import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { api } from '@/api/client';
import type { NewCall } from '@/api/types';
import { ProblemView } from '@/common/problem';
import { useSpeech } from '@/i18n/language';
import { askAnew } from '@/lib/anew';
import { freshId } from '@/lib/id';
import { useAreas, useCodeOptions } from '@/lib/reference';

type Given = Partial<Omit<NewCall, 'request_id'>> & { channel: string; summary: string };

const SEARCHED = { optionFilterProp: 'label' };

/** Entering a call by hand: what was said first, Ctrl+Enter enters it. */
export default function NewCallPanel({ done }: { done: (id: string) => void }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [request] = useState(freshId); // the same form sent twice enters one call
  const [form] = Form.useForm<Given>();
  const enter = useMutation({
    mutationFn: (given: Given) => api.newCall({ ...filled(given), request_id: request }),
    onSuccess: (call) => {
      void askAnew(client, { queryKey: ['calls'] });
      done(call.id);
    },
  });
  return (
    <Form<Given>
      form={form}
      layout="vertical"
      initialValues={{ channel: '110', refused: false }}
      onFinish={(given) => enter.mutate(given)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.submit();
      }}
    >
      <WhatFields />
      <WhereFields />
      <CallerFields />
      <div className="buttons">
        <Button type="primary" htmlType="submit" loading={enter.isPending}>
          {t('save_call')} <kbd aria-hidden>Ctrl Enter</kbd>
        </Button>
      </div>
      {enter.isError && <ProblemView error={enter.error} />}
    </Form>
  );
}

/** What was filled in; a caller who declined has no number. */
function filled(given: Given): Given {
  const kept = Object.entries(given).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const said = Object.fromEntries(kept) as Given;
  if (said.caller_number) said.refused = false;
  return said;
}

function WhatFields() {
  const { t } = useSpeech();
  const options = useCodeOptions();
  const levels = [1, 2, 3, 4].map((value) => ({ value, label: t('level_n', { n: value }) }));
  return (
    <>
      <Form.Item name="summary" label={t('summary')} rules={[{ required: true, message: t('required') }]}>
        <Input.TextArea autoFocus autoSize={{ minRows: 3, maxRows: 8 }} placeholder={t('summary_hint')} />
      </Form.Item>
      <div className="form-row">
        <Form.Item name="channel" label={t('channel')} rules={[{ required: true, message: t('required') }]}>
          <Select showSearch={SEARCHED} options={options('channel')} />
        </Form.Item>
        <Form.Item name="category" label={t('class')}>
          <Select allowClear showSearch={SEARCHED} options={options('category')} />
        </Form.Item>
      </div>
      <Form.Item name="level" label={t('level')}>
        <Radio.Group optionType="button" options={levels} />
      </Form.Item>
    </>
  );
}

function WhereFields() {
  const { t, title } = useSpeech();
  const areas = useAreas().map(({ id, name }) => ({ value: id, label: title(name) }));
  return (
    <>
      <Form.Item name="address" label={t('address')}>
        <Input autoComplete="off" />
      </Form.Item>
      <div className="form-row">
        <Form.Item name="area" label={t('area')}>
          <Select allowClear showSearch={SEARCHED} options={areas} />
        </Form.Item>
        <Form.Item name="premises" label={t('premises')}>
          <Input autoComplete="off" />
        </Form.Item>
      </div>
      <div className="form-row">
        <Form.Item name="longitude" label={t('longitude')}>
          <InputNumber min={-180} max={180} controls={false} />
        </Form.Item>
        <Form.Item name="latitude" label={t('latitude')}>
          <InputNumber min={-90} max={90} controls={false} />
        </Form.Item>
      </div>
    </>
  );
}

function CallerFields() {
  const { t } = useSpeech();
  const refused = Form.useWatch<boolean | undefined>('refused');
  return (
    <div className="form-row">
      <Form.Item
        name="caller_number"
        label={t('caller_number')}
        extra={t('caller_number_hint')}
        dependencies={['refused']}
        rules={[{ required: !refused, message: t('required') }]}
      >
        <Input autoComplete="off" inputMode="tel" disabled={refused} />
      </Form.Item>
      <Form.Item name="refused" label=" " valuePropName="checked">
        <Checkbox>{t('caller_refused')}</Checkbox>
      </Form.Item>
    </div>
  );
}
