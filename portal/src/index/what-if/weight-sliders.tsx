import { Slider } from 'antd';
import { useState } from 'react';
import type { Branch } from '@/api/evaluation';
import type { IndexReport } from '@/api/types';
import { useSpeech } from '@/i18n/language';
import { number, percent } from '@/lib/number';
import { Picker } from '../picker';
import type { Weights } from './aggregate';
import { reach } from './moved';

type Props = { report: IndexReport; branches: Branch[]; weights: Weights; move: (node: string, weight: number) => void };

/** The weights of the children of one branch. */
export function WeightSliders({ report, branches, weights, move }: Props) {
  const { t, title } = useSpeech();
  const movable = branches.filter(({ children }) => children.length > 1).reverse();
  const [chosen, choose] = useState(movable[0]?.id ?? '');
  const branch = movable.find(({ id }) => id === chosen);
  const named = (id: string) => title(report.nodes.find((node) => node.id === id)?.title) || t('whole_index');
  if (!branch) return null;
  const now = branch.weights.map((weight, n) => weights[branch.children[n] ?? ''] ?? weight);
  const whole = now.reduce((sum, weight) => sum + weight, 0);
  const { max, step } = reach(Math.max(...branch.weights));
  const scored = (id: string) => report.nodes.some((node) => node.id === id && node.assessed);
  const order = [...branch.children.keys()].sort((a, b) => Number(scored(branch.children[b] ?? '')) - Number(scored(branch.children[a] ?? '')));
  return (
    <fieldset className="sliders">
      <legend>
        <Picker
          label={t('weights_of')}
          value={chosen}
          choose={choose}
          options={movable.map(({ id }) => ({ value: id, label: named(id) }))}
        />
      </legend>
      {order.map((n) => [branch.children[n] ?? '', n] as const).map(([child, n]) => (
        <div key={child} className="slider-line">
          <span>
            {named(child)} {!scored(child) && <small className="quiet">{t('not_assessed')}</small>}
          </span>
          <Slider
            min={0}
            max={max}
            step={step}
            value={now[n] ?? 0}
            onChange={(weight) => move(child, weight)}
            ariaLabelForHandle={t('weight_of', { node: named(child) })}
          />
          <span className="figures">
            <b>{number(now[n], 2)}</b> <small>{t('share_of_branch', { share: percent(whole === 0 ? null : (now[n] ?? 0) / whole) })}</small>
            {now[n] !== branch.weights[n] && <small className="quiet"> {t('was', { value: number(branch.weights[n], 2) })}</small>}
          </span>
        </div>
      ))}
    </fieldset>
  );
}
