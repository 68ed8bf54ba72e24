import type { ColumnsType } from 'antd/es/table';
import type { Judged, ModelEntry } from '@/api/types';
import { Mark } from '@/common/marks';
import { Records } from '@/common/records';
import { Section } from '@/common/section';
import { When } from '@/common/times';
import { useSpeech, type Speech } from '@/i18n/language';
import type { Word } from '@/i18n/words';
import { number, percent } from '@/lib/number';

const MEGABYTE = 1e6;

/** Every model side by side: what came of its findings, what it costs, what the system proposes. */
export function JudgedModels({ models }: { models: ModelEntry[] }) {
  const { t } = useSpeech();
  return (
    <Section title={t('judged')}>
      <Records<ModelEntry> rows={models} columns={useColumns(models)} label={t('judged')} empty={t('models_empty')} />
      <p className="quiet">{t('judged_about')}</p>
    </Section>
  );
}

function useColumns(models: ModelEntry[]): ColumnsType<ModelEntry> {
  const { t, title } = useSpeech();
  const nameOf = (id: string) => title(models.find((model) => model.id === id)?.title) || id;
  return [
    {
      title: t('model'),
      render: (_, { title: name, version, live }) => (
        <>
          <b>{title(name)}</b> <span className="quiet">{version}</span> {live && <Mark tone="good">{t('live')}</Mark>}
        </>
      ),
    },
    { title: t('kind_of_model'), render: (_, { kind }) => t(`kind_${kind}` as Word) },
    column(t('use'), ({ lately }) => t('use_lately', { n: number(lately) })),
    { title: t('findings'), align: 'right', render: (_, { findings }) => number(findings) },
    column(t('acted_on'), ({ acted_on }) => number(acted_on)),
    column(t('confirmed'), ({ confirmed }) => number(confirmed)),
    column(t('lead_time'), ({ lead_days }) => (lead_days === null ? '–' : t('days_n', { n: number(lead_days, 1) }))),
    column(t('cost'), ({ cost }) => t('cost_of', { each: number(cost.microseconds, 2), share: percent(cost.share), day: number(cost.a_day / 1000, 2), mb: number(cost.bytes / MEGABYTE, 2) })),
    column(t('drift'), (judged) => driftSaid(judged, t)),
    {
      title: t('overlap'),
      render: (_, { judgement }) =>
        judgement?.overlaps.map(({ model, share }) => (
          <div key={model}>{t('overlap_with', { model: nameOf(model), share: percent(share) })}</div>
        )),
    },
    { title: t('last_review'), render: (_, { judgement }) => <When instant={judgement?.last_review} style="day" /> },
    {
      title: t('advice'),
      render: (_, { judgement }) =>
        judgement?.advice.map(({ what, called, why }) => (
          <p key={what} className="why">
            <Mark tone="warning">{title(called)}</Mark> {title(why)}
          </p>
        )),
    },
  ];
}

/** A column of a judgement; a model that could not be judged yet has none. */
function column(title: string, say: (judged: Judged) => string): ColumnsType<ModelEntry>[number] {
  return { title, align: 'right', render: (_, { judgement }) => <span className="figures">{judgement ? say(judgement) : '–'}</span> };
}

/** How the share of matching records changed; marked where chance alone would rarely do so. */
function driftSaid({ drift }: Judged, t: Speech['t']): string {
  if (!drift) return '–';
  return t(drift.changed ? 'drift_changed' : 'drift_same', { ratio: number(drift.ratio, 2) });
}
