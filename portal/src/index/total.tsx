import type { IndexReport } from '@/api/types';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { number, percent } from '@/lib/number';

/** The score of the whole, and how much of the framework it rests on. */
export function Total({ report }: { report: IndexReport }) {
  const { t, title } = useSpeech();
  const { score, coverage } = report.total;
  const area = report.areas.find(({ id }) => id === report.area);
  return (
    <Section title={`${area ? title(area.name) : report.area} · ${report.period}`} className="total">
      <p>
        <b className="score">{score === null ? t('not_assessed') : number(score, 1)}</b>
        {score !== null && <span className="quiet"> / 100</span>}
        {area?.band && <span className="band">{title(area.band)}</span>}
      </p>
      <p>{t('coverage_note', { share: percent(coverage) })}</p>
      <p className="quiet">
        {t('manual_share')}: {percent(report.manual_share)}
      </p>
    </Section>
  );
}
