import type { BrokenModel } from '@/api/types';
import { Facts } from '@/common/facts';
import { Mark } from '@/common/marks';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { useMay } from '@/lib/reference';
import { DeclarationButton } from './card';
import { RetireButton } from './proposals';

/** Models that should run and cannot: why, the way out, and their retirement. */
export function BrokenModels({ models }: { models: BrokenModel[] }) {
  const { t, title } = useSpeech();
  const may = useMay();
  return models.map((model) => (
    <Section
      key={model.id}
      className="card"
      title={
        <>
          {title(model.title)} <span className="quiet">{model.version}</span>
        </>
      }
      extra={
        <span className="buttons">
          <DeclarationButton model={model} />
          {may('model.propose') && <RetireButton model={model} />}
        </span>
      }
    >
      <p>
        <Mark tone="danger">{t('cannot_run')}</Mark> {t('cannot_run_about')}
      </p>
      <Facts
        pairs={[
          { name: t('why'), value: model.problem },
          ...(model.way_out ? [{ name: t('problem_way_out'), value: model.way_out }] : []),
        ]}
      />
    </Section>
  ));
}
