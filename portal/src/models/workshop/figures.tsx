import { Button } from 'antd';
import { useState } from 'react';
import type { Backtest } from '@/api/workshop';
import { About } from '@/common/about';
import { Facts } from '@/common/facts';
import { Level } from '@/common/marks';
import { Records } from '@/common/records';
import { When } from '@/common/times';
import { useSpeech } from '@/i18n/language';
import { number, percent } from '@/lib/number';
import { SideDrawer } from '@/shell/panels';

/** The result of a back-test in figures, beside the plain competitor. */
export function Figures({ of }: { of: Backtest }) {
  const { t } = useSpeech();
  const pairs = [
    { name: t('findings'), value: <FoundButton of={of} /> },
    { name: t('alerts_per_day'), value: number(of.alerts_per_day, 2) },
    { name: t('base_rate'), value: percent(of.base_rate) },
    {
      name: t('competitor'),
      value: of.competitor
        ? t('competitor_found', { n: number(of.competitor.findings), share: percent(of.competitor.overlap) })
        : t('competitor_none'),
    },
  ];
  if (of.outcome)
    pairs.push({
      name: t('outcome'),
      value: t('outcome_found', {
        precision: percent(of.outcome.precision),
        recall: percent(of.outcome.recall),
        days: number(of.outcome.lead_days, 1),
      }),
    });
  pairs.push({ name: t('effort'), value: t('effort_said', { n: number(of.records), seconds: number(of.seconds, 2) }) });
  return <Facts pairs={pairs} />;
}

/** How many findings there were, by level; pressing it shows the first of them. */
function FoundButton({ of }: { of: Backtest }) {
  const { t, language } = useSpeech();
  const [shown, show] = useState(false);
  return (
    <>
      <b className="figures">{number(of.findings)}</b>{' '}
      {Object.entries(of.by_level).map(([level, count]) => (
        <span key={level} className="by-level figures">
          <Level level={Number(level)} /> {number(count)}
        </span>
      ))}
      {of.items.length > 0 && (
        <Button size="small" type="link" onClick={() => show(true)}>
          {t('show_first', { n: of.items.length })}
        </Button>
      )}
      <SideDrawer open={shown} onClose={() => show(false)} title={t('findings_of_backtest')}>
        <Records
          rows={of.items}
          label={t('findings_of_backtest')}
          empty={t('none')}
          columns={[
            { title: t('level'), dataIndex: 'level', render: (level: number) => <Level level={level} /> },
            { title: t('what'), render: (_, row) => <About of={{ place: row.place ?? null, key: row.key ?? '' }} /> },
            { title: t('raised'), dataIndex: 'raised', render: (raised: string) => <When instant={raised} /> },
            { title: t('why'), render: (_, row) => <span className="why">{language === 'zh' ? row.because_zh : row.because_en}</span> },
          ]}
        />
      </SideDrawer>
    </>
  );
}
