import { Slider } from 'antd';
import { useState } from 'react';
import type { Workings } from '@/api/evaluation';
import type { IndexReport } from '@/api/types';
import { useSpeech } from '@/i18n/language';
import { number } from '@/lib/number';
import { Picker } from '../picker';
import type { Weights } from './aggregate';
import { reach } from './moved';

type Props = { report: IndexReport; given: Workings; values: Weights; move: (node: string, value: number) => void };

/** The value of one measure of the chosen area as it could be. */
export function ValueSlider({ report, given, values, move }: Props) {
  const { t, title } = useSpeech();
  const [chosen, choose] = useState('');
  const leaves = given.units.find(({ id }) => id === (report.area ?? ''))?.leaves ?? [];
  const leaf = leaves.find(({ node }) => node === chosen);
  const node = (id: string) => report.nodes.find((one) => one.id === id);
  const area = report.areas.find(({ id }) => id === report.area);
  const { min, max, step } = bounds(given, chosen, node(chosen)?.unit ?? null);
  const value = leaf && (values[leaf.node] ?? leaf.value);
  return (
    <fieldset className="sliders">
      <legend>
        <Picker
          label={t('value_of')}
          value={chosen}
          choose={choose}
          hint={t('choose_measure')}
          options={leaves.map(({ node: id }) => ({ value: id, label: title(node(id)?.title) }))}
        />
      </legend>
      {leaf && (
        <div className="slider-line">
          <span>{t('value_for', { area: area ? title(area.name) : t('whole_city') })}</span>
          <Slider
            min={min}
            max={max}
            step={step}
            value={value ?? 0}
            onChange={(to) => move(leaf.node, to)}
            ariaLabelForHandle={t('value_of_node', { node: title(node(chosen)?.title) })}
          />
          <span className="figures">
            <b>{number(value, 2)}</b> {node(chosen)?.unit}
            {value !== leaf.value && <small className="quiet"> {t('was', { value: number(leaf.value, 2) })}</small>}
          </span>
        </div>
      )}
    </fieldset>
  );
}

/** A share runs from 0 to 100; anything else twice as far as the farthest area. */
function bounds({ units }: Workings, measure: string, unit: string | null) {
  if (unit === '%') return { min: 0, max: 100, step: 0.5 };
  const values = units.flatMap(({ leaves }) => leaves.filter(({ node }) => node === measure).map(({ value }) => value));
  const { max, step } = reach(Math.max(...values.map(Math.abs), 0));
  return { min: values.some((value) => value < 0) ? -max : 0, max, step };
}
