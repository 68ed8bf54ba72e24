import { Button } from 'antd';
import { useState } from 'react';
import type { ModelCard } from '@/api/types';
import { Facts } from '@/common/facts';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { SideDrawer } from '@/shell/panels';
import { ReviewDate } from './review-date';

/** What a model is for, what it cannot see, and who answers for it. */
export function ModelCardView({ model }: { model: ModelCard }) {
  const { t, title } = useSpeech();
  return (
    <Section title={t('model_card')} extra={<DeclarationButton model={model} />}>
      <Facts
        pairs={[
          { name: t('model'), value: title(model.title) },
          { name: t('about'), value: title(model.about) },
          { name: t('owner'), value: title(model.owner) },
          { name: t('limits'), value: title(model.limits) },
          { name: t('blind_spots'), value: title(model.blind_spots) },
          { name: t('known_error'), value: title(model.known_error) },
          { name: t('legal_basis'), value: model.legal_basis },
          { name: t('review_date'), value: <ReviewDate date={model.review_date} /> },
        ]}
      />
    </Section>
  );
}

/** Opens the YAML a model is declared in. */
export function DeclarationButton({ model }: { model: Pick<ModelCard, 'title' | 'yaml'> }) {
  const { t, title } = useSpeech();
  const [shown, show] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => show(true)} aria-label={`${t('show_declaration')}: ${title(model.title)}`}>
        YAML
      </Button>
      <SideDrawer open={shown} onClose={() => show(false)} title={`${title(model.title)} · ${t('declaration')}`}>
        <pre className="yaml" tabIndex={0}>
          {model.yaml}
        </pre>
      </SideDrawer>
    </>
  );
}
