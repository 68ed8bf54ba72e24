import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Alert, Table } from 'antd';
import { Link, useParams } from 'react-router';
import { api } from '@/api/client';
import type { BatchDetail, QuarantineRow } from '@/api/types';
import { CopyLine } from '@/common/copy';
import { RecordFields } from '@/common/fields';
import { Loaded } from '@/common/loaded';
import { paging, usePaging, type Paging } from '@/common/paging';
import { Records } from '@/common/records';
import { PageHead, Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { number } from '@/lib/number';
import { useFieldName } from '@/lib/reference';
import { Balance, BalanceKey } from './balance';
import { reasonTitle, stateTitle } from './names';

/** One batch: where its rows went, and which were set aside and why. */
export default function BatchPage() {
  const { t } = useSpeech();
  const { id = '' } = useParams();
  const page = usePaging();
  const filter = { limit: page.limit, offset: page.offset };
  const query = useQuery({
    queryKey: ['batch', id, filter],
    queryFn: () => api.batch(id, filter),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="page">
      <Link to="/sources">← {t('back_to_sources')}</Link>
      <Loaded query={query}>{(detail) => <BatchView detail={detail} page={page} />}</Loaded>
    </div>
  );
}

function BatchView({ detail, page }: { detail: BatchDetail; page: Paging }) {
  const { t } = useSpeech();
  const { batch, reasons, retry_command: retry } = detail;
  return (
    <>
      <PageHead title={batch.file} />
      {batch.problem && <Alert type="error" showIcon title={batch.problem} />}
      <Section title={t('balance')} extra={<BalanceKey />}>
        <Balance batch={batch} />
      </Section>
      {batch.rows_quarantined > 0 && (
        <Section title={t('retry_command')}>
          <CopyLine text={retry} label={t('retry_command')} />
        </Section>
      )}
      <Section title={t('reasons')}>
        <Reasons reasons={reasons} kind={batch.target} />
      </Section>
      <Section title={t('quarantine_rows')}>
        <Quarantine detail={detail} page={page} />
      </Section>
      <Section title={t('all_fields')}>
        <RecordFields kind="batch" row={batch} />
      </Section>
    </>
  );
}

function Reasons({ reasons, kind }: Pick<BatchDetail, 'reasons'> & { kind: string }) {
  const { t, title } = useSpeech();
  const fieldName = useFieldName(kind);
  if (reasons.length === 0) return <p className="quiet">{t('quarantine_empty')}</p>;
  return (
    <Table
      size="small"
      pagination={false}
      rowKey={({ reason, field }) => `${reason} ${field}`}
      dataSource={reasons}
      columns={[
        { title: t('reason'), dataIndex: 'reason', render: (reason: string) => <Reason text={title(reasonTitle(reason))} code={reason} /> },
        { title: t('field'), dataIndex: 'field', render: (field: string | null) => field && fieldName(field) },
        { title: t('count'), dataIndex: 'count', align: 'right', render: (count: number) => number(count) },
      ]}
    />
  );
}

function Reason({ text, code }: { text: string; code: string }) {
  return (
    <>
      {text} {text !== code && <code className="quiet">{code}</code>}
    </>
  );
}

function Quarantine({ detail: { batch, rows, total }, page }: { detail: BatchDetail; page: Paging }) {
  const { t, title } = useSpeech();
  const fieldName = useFieldName(batch.target);
  const orHidden = (text: string | null | undefined) =>
    text === undefined ? <span className="quiet">{t('hidden')}</span> : <code>{text ?? '–'}</code>;
  return (
    <Records<QuarantineRow>
      rows={rows}
      label={t('quarantine_rows')}
      empty={t('quarantine_empty')}
      pagination={paging(page, total, t('total_n', { n: total }))}
      columns={[
        { title: t('row_number'), dataIndex: 'row', align: 'right', width: 72 },
        { title: t('field'), dataIndex: 'field', render: (field: string | null) => field && fieldName(field) },
        { title: t('value'), dataIndex: 'value', render: orHidden },
        { title: t('reason'), dataIndex: 'reason', render: (reason: string) => title(reasonTitle(reason)) },
        { title: t('message'), dataIndex: 'message', render: orHidden },
        { title: t('status'), dataIndex: 'status', render: (state: string) => title(stateTitle(state)) },
      ]}
    />
  );
}
