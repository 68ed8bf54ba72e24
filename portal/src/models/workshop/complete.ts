import type { Blocks, Model } from '@/api/workshop';
import { fieldsOf, firstFor, kindOf } from './law';
import { timed } from './link';

const SAID = { zh: '草稿', en: 'draft' };

/** The model with stand-ins for what it lacks, so that what is there can run on history; null
 * without a source. Nothing of the stand-ins is shown or kept. */
export function runnable(model: Model, blocks: Blocks): Model | null {
  const kind = kindOf(blocks, model.source);
  if (!kind) return null;
  const key = model.key ?? (model.link ? undefined : firstFor(fieldsOf(model, blocks), 'key'));
  const window = model.window ?? (timed(model.link) ? undefined : windowFor(blocks, model));
  return {
    ...model,
    id: 'draft',
    version: '1',
    title: SAID,
    kind_of_model: 'statistical',
    purpose: model.purpose ?? 'early-warning',
    about: SAID,
    owner: SAID.en,
    legal_basis: SAID.en,
    limits: SAID,
    blind_spots: SAID,
    known_error: SAID,
    review_date: '2100-01-01',
    key,
    window,
    measure: model.measure ?? { count: {} },
    raise: model.raise ?? { levels: [{ level: 1, at_least: 1 }], cooldown: model.link?.within && '1d', expires_after: '1d' },
    flow: model.flow ?? blocks.flows[0]?.id,
    because: model.because ?? SAID,
    examples: {
      must_raise: [{ title: SAID, records: [{ [kind.time]: A_TIME }], findings: [{ key: SAID.en, level: 1 }] }],
      must_not_raise: [{ title: SAID, records: [{ [kind.time]: A_TIME }] }],
    },
  };
}

const A_TIME = '2026-01-01T00:00:00Z';

function windowFor(blocks: Blocks, model: Model): Model['window'] {
  const family = blocks.families.find(({ id }) => model.measure && id in model.measure);
  const zone = blocks.zones[0] ?? 'UTC';
  if (model.link?.within) return { calendar: { unit: 'day', zone } };
  return family && !family.windows.includes('sliding') ? { calendar: { unit: 'day', zone } } : { sliding: '1d' };
}

/** Whether every block of the model is in its place, so that it can find something. */
export const whole = (model: Model) =>
  [model.source, model.key ?? model.link, model.measure, model.raise, model.flow].every((part) => part !== undefined) &&
  (model.window !== undefined || timed(model.link));
