import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { api } from '@/api/client';
import type { ModelEntry } from '@/api/types';
import { Nothing } from '@/common/empty';
import { Facts } from '@/common/facts';
import { Loaded } from '@/common/loaded';
import { PageHead, Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { number } from '@/lib/number';
import { Link } from 'react-router';
import { DeclarationButton } from './card';
import { ReviewDate } from './review-date';

/** Every model in use: what for, whose, what it misses, what came of its findings. */
export default function ModelsPage() {
  const { t } = useSpeech();
  const models = useQuery({ queryKey: ['models'], queryFn: api.models });
  return (
    <div className="page">
      <PageHead title={t('models')}>
        <Link to="/public">{t('register')}</Link>
      </PageHead>
      <Loaded query={models}>
        {({ items }) => (
          <>
            {items.length === 0 && <Nothing text={t('models_empty')} />}
            <div className="cards">
              {items.map((model) => (
                <ModelView key={`${model.id} ${model.version}`} model={model} />
              ))}
            </div>
          </>
        )}
      </Loaded>
    </div>
  );
}

function ModelView({ model }: { model: ModelEntry }) {
  const { t, title } = useSpeech();
  const outcome = [model.findings, model.open, model.tasked, model.dismissed, model.verified, model.expired].map((n) => number(n)).join(' / ');
  return (
    <Section
      className="card"
      title={
        <>
          {title(model.title)} <span className="quiet">{model.version}</span>
        </>
      }
      extra={<DeclarationButton model={model} />}
    >
      <p>
        <Tag color={model.live ? 'success' : undefined}>{t(model.live ? 'live' : 'not_live')}</Tag>
        {title(model.about)}
      </p>
      <Facts
        pairs={[
          { name: t('outcomes'), value: <span className="figures" title={t('outcome')}>{outcome}</span> },
          { name: t('known_error'), value: title(model.known_error) },
          { name: t('limits'), value: title(model.limits) },
          { name: t('blind_spots'), value: title(model.blind_spots) },
          { name: t('owner'), value: title(model.owner) },
          { name: t('review_date'), value: <ReviewDate date={model.review_date} /> },
        ]}
      />
    </Section>
  );
}
