import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import { api } from '@/api/client';
import type { ModelEntry } from '@/api/types';
import { Nothing } from '@/common/empty';
import { Facts } from '@/common/facts';
import { Mark } from '@/common/marks';
import { Loaded } from '@/common/loaded';
import { PageHead } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { number } from '@/lib/number';
import { useCodeName, useMay } from '@/lib/reference';
import { BrokenModels } from './broken';
import { ForecastView } from './forecast';
import { JudgedModels } from './judged';
import { Proposals } from './proposals';
import './models.css';
import { ReviewDate } from './review-date';
import { ModelSection } from './section';

const JUDGING_MS = 2000;

/** Every model in use: what for, whose, what it misses, what came of its findings. */
export default function ModelsPage() {
  const { t } = useSpeech();
  const may = useMay();
  const models = useQuery({
    queryKey: ['models'],
    queryFn: api.models,
    refetchInterval: ({ state }) => (state.data?.judging ? JUDGING_MS : false),
  });
  const go = useNavigate();
  return (
    <div className="page">
      <PageHead title={t('models')}>
        <span className="buttons">
          <Link to="/public">{t('register')}</Link>
          {may('model.run') && (
            <Button type="primary" onClick={() => void go('/models/workshop')}>
              {t('open_workshop')}
            </Button>
          )}
        </span>
      </PageHead>
      <Proposals />
      <Loaded query={models}>
        {({ items, broken }) => (
          <>
            <BrokenModels models={broken} />
            {items.length === 0 && <Nothing text={t('models_empty')} />}
            {items.length > 0 && <JudgedModels models={items} />}
            <div className="cards">
              {items.map((model) => (
                <ModelView key={`${model.id} ${model.version}`} model={model} />
              ))}
            </div>
          </>
        )}
      </Loaded>
      <ForecastView />
    </div>
  );
}

const OUTCOMES = ['open', 'tasked', 'dismissed', 'verified', 'expired'] as const;

function ModelView({ model }: { model: ModelEntry }) {
  const { t, title } = useSpeech();
  const codeName = useCodeName();
  const outcomes = OUTCOMES.map((status) => `${codeName('finding_status', status)} ${number(model[status])}`);
  return (
    <ModelSection model={model}>
      <p>
        <Mark tone={model.live ? 'good' : 'plain'}>{t(model.live ? 'live' : 'not_live')}</Mark>
        {title(model.about)}
      </p>
      <Facts
        pairs={[
          { name: t('outcomes'), value: [`${t('outcome_raised')} ${number(model.findings)}`, ...outcomes].join(' · ') },
          { name: t('known_error'), value: title(model.known_error) },
          { name: t('limits'), value: title(model.limits) },
          { name: t('blind_spots'), value: title(model.blind_spots) },
          { name: t('owner'), value: title(model.owner) },
          { name: t('review_date'), value: <ReviewDate date={model.review_date} /> },
        ]}
      />
    </ModelSection>
  );
}
