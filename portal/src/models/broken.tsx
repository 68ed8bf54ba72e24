import type { BrokenModel } from '@/api/types';
import { Facts } from '@/common/facts';
import { Mark } from '@/common/marks';
import { useSpeech } from '@/i18n/language';
import { ModelSection } from './section';

/** Models that should run and cannot: why, the way out, and their retirement. */
export function BrokenModels({ models }: { models: BrokenModel[] }) {
  const { t, title } = useSpeech();
  return models.map((model) => (
    <ModelSection key={model.id} model={model}>
      <p>
        <Mark tone="danger">{t('cannot_run')}</Mark> {t('cannot_run_about')}
      </p>
      <Facts
        pairs={[
          { name: t('why'), value: title(model.problem) },
          { name: t('problem_way_out'), value: title(model.way_out) },
        ]}
      />
    </ModelSection>
  ));
}
