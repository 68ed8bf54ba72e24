import { Button } from 'antd';
import { useState } from 'react';
import type { Backtest, Outcome } from '@/api/workshop';
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
  const { competitor } = of;
  const pairs = [
    { name: t('findings'), value: <FoundButton of={of} /> },
    {
      name: t('alerts_per_day'),
      value: `${number(of.alerts_per_day, 2)} · ${t('base_rate')} ${percent(of.base_rate)}`,
    },
    { name: t(`outcome_${of.outcome_is}`), value: <Score of={of.outcome} /> },
    {
      name: t('competitor'),
      value: (
        <>
          {t('competitor_found', { n: number(competitor.findings), share: percent(competitor.overlap) })} ·{' '}
          <Score of={competitor.outcome} />
        </>
      ),
    },
    { name: t('effort'), value: t('effort_said', { n: number(of.records), seconds: number(of.seconds, 2) }) },
  ];
  return <Facts pairs={pairs} />;
}

/** How much of it was right, how much of what came was found, and how long before. */
function Score({ of }: { of: Outcome | null }) {
  const { t } = useSpeech();
  if (!of) return <span className="quiet">{t('outcome_none')}</span>;
  return t('outcome_found', { precision: percent(of.precision), recall: percent(of.recall), days: number(of.lead_days, 1) });
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
