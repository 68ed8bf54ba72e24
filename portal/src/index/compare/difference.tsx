import { Table } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import type { Comparison, Side } from '@/api/evaluation';
import type { Framework } from '@/api/types';
import { pointsOption } from '@/charts/options';
import { Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import type { Word } from '@/i18n/words';
import { number, signed } from '@/lib/number';
import { useTheme } from '@/shell/theme';

const Chart = lazy(() => import('@/charts/chart'));
const ROW = 26;
const FRAME = 34;
const STEPS = ['data', 'weights', 'framework', 'base', 'peers'] as const;

/** Both scores, how far they are apart, and the parts that add up to that. */
export function Difference({ found, framework }: { found: Comparison; framework: Framework }) {
  const { t, title } = useSpeech();
  const steps = STEPS.map((step) => ({ name: t(`step_${step}` satisfies Word), points: found.parts?.[step] ?? 0 }));
  const measures = (found.indicators ?? []).map((each) => ({ name: title(each.title), points: each.points }));
  return (
    <>
      <div className="sides">
        <SideScore side={found.first} framework={framework} name={t('first_score')} />
        <SideScore side={found.second} framework={framework} name={t('second_score')} />
        <Section title={t('difference')}>
          <p>
            <b className={`score ${found.difference < 0 ? 'loss' : 'gain'}`}>{signed(found.difference)}</b>
          </p>
          {found.apart !== null && <p className="quiet">{t(found.apart ? 'apart_yes' : 'apart_no')}</p>}
        </Section>
      </div>
      {found.parts ? (
        <div className="split">
          <Parts heading={t('split_by_step')} name={t('step')} rows={steps} whole={found.difference} />
          {found.indicators && <Parts heading={t('split_by_measure')} name={t('node')} rows={measures} whole={found.parts.data ?? 0} />}
        </div>
      ) : (
        <p className="late">{t('not_split', { why: found.unsplit ?? '' })}</p>
      )}
    </>
  );
}

function SideScore({ side, framework, name }: { side: Side; framework: Framework; name: string }) {
  const { t, title } = useSpeech();
  const area = framework.areas.find(({ id }) => id === side.area);
  return (
    <Section title={`${name}: ${area ? title(area.name) : t('whole_city')} · ${side.period}`}>
      <p>
        <b className="score">{number(side.score, 2)}</b>
      </p>
      {side.low !== null && side.high !== null && (
        <p className="figures quiet">
          {t('interval')} {number(side.low, 1)} – {number(side.high, 1)}
        </p>
      )}
      <p className="quiet">
        {t('framework_version')} {side.version}
      </p>
    </Section>
  );
}

type Part = { name: string; points: number };

/** The chart is for the eye; the table under it says the same to the digit. */
function Parts({ heading, name, rows, whole }: { heading: string; name: string; rows: Part[]; whole: number }) {
  const { t } = useSpeech();
  const { palette } = useTheme();
  const option = useMemo(() => pointsOption(palette, rows), [palette, rows]);
  const height = rows.length * ROW + FRAME;
  return (
    <Section title={heading}>
      {rows.length > 0 && (
        <Suspense fallback={<div style={{ height }} />}>
          <Chart option={option} height={height} label={heading} />
        </Suspense>
      )}
      <Table<Part>
        size="small"
        rowKey="name"
        pagination={false}
        aria-label={heading}
        dataSource={rows}
        columns={[
          { title: name, dataIndex: 'name' },
          { title: t('points'), dataIndex: 'points', align: 'right', render: (points: number) => <span className="figures">{signed(points, 3)}</span> },
        ]}
        summary={() => (
          <Table.Summary.Row>
            <Table.Summary.Cell index={0}>{t('sum')}</Table.Summary.Cell>
            <Table.Summary.Cell index={1} align="right">
              <b className="figures">{signed(whole, 3)}</b>
            </Table.Summary.Cell>
          </Table.Summary.Row>
        )}
      />
    </Section>
  );
}
