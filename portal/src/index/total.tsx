import type { IndexReport } from '@/api/types';
import { Sparkline } from '@/charts/sparkline';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { number, percent } from '@/lib/number';

/** The score of the whole, and how much of the framework it rests on. */
export function Total({ report }: { report: IndexReport }) {
  const { t, title } = useSpeech();
  const { score, low, high, coverage, history } = report.total;
  const area = report.areas.find(({ id }) => id === report.area);
  return (
    <Section title={`${area ? title(area.name) : t('whole_city')} · ${report.period ?? ''}`} className="total">
      <p>
        <b className="score">{score === null ? t('not_assessed') : number(score, 1)}</b>
        {score !== null && <span className="quiet"> / 100</span>} <Sparkline values={history.map((point) => point.score)} />
      </p>
      {low !== null && high !== null && (
        <p className="figures">
          {t('interval')} {number(low, 1)} – {number(high, 1)}
        </p>
      )}
      {area && area.band !== null && <p>{t('band_n', { n: area.band })}</p>}
      <p>{t('coverage_note', { share: percent(coverage) })}</p>
      <p className="quiet">
        {t('manual_share')}: {percent(report.manual_share)}
      </p>
    </Section>
  );
}
