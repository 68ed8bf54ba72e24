import type { ReactNode } from 'react';
import type { ModelCard } from '@/api/types';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { useMay } from '@/lib/reference';
import { DeclarationButton } from './card';
import { RetireButton } from './proposals';

type Named = Pick<ModelCard, 'id' | 'version' | 'title' | 'yaml'>;

/** A model of the register: its name, its declaration and its retirement above what is said of it. */
export function ModelSection({ model, children }: { model: Named; children: ReactNode }) {
  const { title } = useSpeech();
  const may = useMay();
  return (
    <Section
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
      {children}
    </Section>
  );
}
