import { useQuery } from '@tanstack/react-query';
import type { ColumnsType } from 'antd/es/table';
import { Link } from 'react-router';
import { api } from '@/api/client';
import type { RegisterDataset, RegisterModel } from '@/api/types';
import { Loaded } from '@/common/loaded';
import { Records } from '@/common/records';
import { PageHead, Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { purposeName } from '@/lib/purpose';
import { Controls } from '@/shell/header';

/** The public register: what is held and what decides, for anybody to read. */
export default function PublicRegister() {
  const { t } = useSpeech();
  const register = useQuery({ queryKey: ['register'], queryFn: api.register });
  const datasets = useDatasetColumns();
  const models = useModelColumns();
  return (
    <div className="public">
      <header className="header">
        <Link to="/" className="brand">
          {t('product')}
        </Link>
        <span className="push" />
        <Controls />
      </header>
      <main id="main" className="page">
        <PageHead title={t('register')} />
        <p>{t('register_intro')}</p>
        <Loaded query={register}>
          {(held) => (
            <>
              <Section title={t('models')}>
                <Records<RegisterModel> rows={held.models} columns={models} label={t('models')} empty={t('models_empty')} />
              </Section>
              <Section title={t('datasets')}>
                <Records<RegisterDataset> rows={held.datasets} columns={datasets} label={t('datasets')} empty={t('none')} />
              </Section>
            </>
          )}
        </Loaded>
      </main>
    </div>
  );
}

function useDatasetColumns(): ColumnsType<RegisterDataset> {
  const { t, title } = useSpeech();
  return [
    { title: t('datasets'), render: (_, row) => <b>{title(row.title)}</b> },
    { title: t('owner'), dataIndex: 'owner' },
    { title: t('purpose'), render: (_, row) => row.purpose.map((purpose) => purposeName(purpose, t)).join(' · ') },
    { title: t('legal_basis'), dataIndex: 'legal_basis' },
    { title: t('retention'), dataIndex: 'retention' },
  ];
}

function useModelColumns(): ColumnsType<RegisterModel> {
  const { t, title } = useSpeech();
  return [
    {
      title: t('model'),
      render: (_, row) => (
        <>
          <b>{title(row.title)}</b> <span className="quiet">{row.version}</span>
        </>
      ),
    },
    { title: t('owner'), dataIndex: 'owner' },
    { title: t('about'), render: (_, row) => title(row.about) },
    { title: t('limits'), render: (_, row) => title(row.limits) },
    { title: t('known_error'), render: (_, row) => title(row.known_error) },
    { title: t('review_date'), dataIndex: 'review_date' },
  ];
}
