import { DownloadOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button, Popover } from 'antd';
import { useState } from 'react';
import { api } from '@/api/client';
import type { IndexReport } from '@/api/types';
import { ProblemView } from '@/common/problem';
import { useSpeech } from '@/i18n/language';
import { save } from '@/lib/save';
import { Picker } from './picker';

/** The annual report of what is shown, in a language and format of one's choice. */
export function ReportButton({ report }: { report: IndexReport }) {
  const { t } = useSpeech();
  return (
    <Popover trigger="click" placement="bottomRight" title={t('annual_report')} content={<Form report={report} />} destroyOnHidden>
      <Button icon={<DownloadOutlined />}>{t('annual_report')}</Button>
    </Popover>
  );
}

function Form({ report }: { report: IndexReport }) {
  const { t, language: own } = useSpeech();
  const [language, setLanguage] = useState<string>(own);
  const [format, setFormat] = useState('pdf');
  const making = useMutation({
    mutationFn: () => api.report(report.framework, { period: report.period, area: report.area, language, format }),
    onSuccess: ({ content, name }) => save(content, name),
  });
  return (
    <div className="panel report-form">
      <Picker
        label={t('report_language')}
        value={language}
        choose={setLanguage}
        options={[
          { value: 'zh', label: t('chinese') },
          { value: 'en', label: t('english') },
        ]}
      />
      <Picker
        label={t('report_format')}
        value={format}
        choose={setFormat}
        options={[
          { value: 'pdf', label: 'PDF' },
          { value: 'docx', label: 'Word (DOCX)' },
          { value: 'xlsx', label: 'Excel (XLSX)' },
          { value: 'html', label: `${t('web_page')} (HTML)` },
        ]}
      />
      {making.isError && <ProblemView error={making.error} />}
      <Button type="primary" loading={making.isPending} onClick={() => making.mutate()}>
        {t('download')}
      </Button>
    </div>
  );
}
