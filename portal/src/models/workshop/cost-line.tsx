import { Tooltip } from 'antd';
import { useSpeech } from '@/i18n/language';
import { number, percent } from '@/lib/number';
import { useWorkshop } from './state';

/** What the model is expected to cost, and what the server remarks about it. */
export function CostLine() {
  const { t, title } = useSpeech();
  const { checked } = useWorkshop();
  const { cost, remarks = [] } = checked.data ?? {};
  return (
    <span className="cost-line quiet">
      {cost && (
        <Tooltip title={t('cost_said', { matched: number(cost.matched_per_day), records: number(cost.records_per_day), each: number(cost.microseconds_a_match, 2), mb: number(cost.memory_mb, 1) })}>
          <span className={cost.refused ? 'late' : 'figures'} tabIndex={0}>
            {t('cost_share', { share: percent(cost.share_of_budget) })}
          </span>
        </Tooltip>
      )}
      {remarks.length > 0 && (
        <Tooltip title={<ul>{remarks.map(({ field, text, way_out }, n) => <li key={n}>{field} · {title(text)} · {title(way_out)}</li>)}</ul>}>
          <span tabIndex={0}>{t('remarks_n', { n: remarks.length })}</span>
        </Tooltip>
      )}
    </span>
  );
}
