import { Table } from 'antd';
import type { Row } from '@/api/types';
import { FieldValue } from '@/common/fields';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { useFieldName, useKind } from '@/lib/reference';

const SHOWN = ['unit', 'unit_kind', 'dispatched', 'acknowledged', 'departed', 'arrived', 'cleared'];

/** The units that were sent to a call. */
export function Responses({ rows }: { rows: Row[] }) {
  const { t } = useSpeech();
  const fieldName = useFieldName('unit_response');
  const fields = useKind('unit_response')?.fields;
  return (
    <Section title={t('responses')}>
      <Table<Row>
        size="small"
        rowKey="id"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={rows}
        columns={SHOWN.map((name) => ({
          title: fieldName(name),
          dataIndex: name,
          render: (value: unknown) => <FieldValue name={name} field={fields?.[name]} value={value} />,
        }))}
      />
    </Section>
  );
}
