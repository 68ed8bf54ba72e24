import type { Blocks, Model, Schema } from '@/api/workshop';
import { fieldsOf, firstFor, refusal, type NamedField } from './law';
import { naming } from './link';
import { ask, schemaOf, type Sorted } from './schema';

const USUAL_SOURCE = 'call';
const USUAL_FIELD = 'category';

/** Settings worth starting from, where the least one that is allowed is not. */
const GOOD: Record<string, unknown> = {
  'sliding': '30d',
  'within.metres': 400,
  'within.time': '14d',
  'season.half_life': 8,
  'season.minimum': 4,
  'ratio.minimum': 10,
  'slope.minimum': 3,
  'sequence.within': '7d',
  'unanswered.within': '2h',
  'escalation.worse': 'lower',
};
const FIRST_LEVEL: Record<string, number> = { ratio: 0.5, unanswered: 1, escalation: 1, sequence: 1, silence: 2 };

/** The settings a new link, window or measure of a sort begins with. */
export function beginning(blocks: Blocks, model: Model, part: Sorted, sort: string, zone: string): unknown {
  const fields = fieldsOf(model, blocks);
  const begin = (schema: Schema, path: string): unknown => {
    if (path in GOOD) return GOOD[path];
    const question = ask(blocks.schema, schema, path);
    switch (question.as) {
      case 'settings':
        return Object.fromEntries(
          begun(question, path).map((name) => [name, begin(question.properties[name] ?? {}, `${path}.${name}`)]),
        );
      case 'condition':
        return firstCondition(fields);
      case 'field':
        return question.use === 'key' ? keyFor(fields, sort) : firstFor(fields, question.use);
      case 'choice':
        return question.of.find((subject) => part === 'link' && naming(fields, String(subject))) ?? question.of[0];
      case 'number':
        return question.least ?? 1;
      default:
        return { nothing: {}, duration: '1d', dates: [], zone, text: '' }[question.as];
    }
  };
  return { [sort]: begin(schemaOf(blocks.schema, part, sort), sort) };
}

/** The settings that are asked for, and those worth having from the start. */
const begun = ({ properties, required }: { properties: object; required: readonly string[] }, path: string) =>
  Object.keys(properties).filter((name) => required.includes(name) || `${path}.${name}` in GOOD);

/** A condition to begin with. */
export function firstCondition(fields: readonly NamedField[]) {
  const usual = fields.find(({ name, usable }) => usable && name === USUAL_FIELD)?.name;
  return { field: usual ?? firstFor(fields, 'condition') ?? USUAL_FIELD, is_null: false };
}

/** The levels a new model of a family begins with. */
export const firstLevels = (family: string) => [{ level: 3, at_least: FIRST_LEVEL[family] ?? 3 }];

/** A whole model of a family to begin from; only its card is left to be written. */
export function template(blocks: Blocks, family: string, zone: string, today: string): Model {
  const source = sourceFor(blocks, family);
  const base: Model = { ...blank(today), source };
  const fields = fieldsOf(base, blocks);
  const windows = blocks.families.find(({ id }) => id === family)?.windows ?? [];
  const window = windows.includes('sliding') ? 'sliding' : (windows[0] ?? 'sliding');
  return {
    ...base,
    key: keyFor(fields, family),
    window: beginning(blocks, base, 'window', window, zone) as Model['window'],
    measure: beginning(blocks, base, 'measure', family, zone) as Model['measure'],
    raise: { levels: firstLevels(family), cooldown: '30d', expires_after: '30d' },
    flow: blocks.flows[0]?.id,
    because: { zh: '{place}在{window}内达到{measure}。', en: '{place} reached {measure} within {window}.' },
  };
}

/** A whole model over records close to each other, to begin from. */
export function nearby(blocks: Blocks, zone: string, today: string): Model {
  const base: Model = { ...template(blocks, 'count', zone, today), key: undefined, window: undefined };
  return {
    ...base,
    link: beginning(blocks, base, 'link', 'within', zone) as Model['link'],
    because: {
      zh: '{place}周围{metres}米内{window}有{count}条记录。',
      en: '{count} records within {metres} m of {place} in {window}.',
    },
  };
}

/** A model of which nothing is said yet. */
export function blank(today: string): Model {
  return { version: '1', kind_of_model: 'statistical', purpose: 'early-warning', review_date: aYearAfter(today) };
}

function aYearAfter(day: string): string {
  const [year, rest] = [day.slice(0, 4), day.slice(4).replace('-02-29', '-02-28')];
  return `${Number(year) + 1}${rest}`;
}

export const usualSource = (blocks: Blocks) => (blocks.kinds.find(({ id }) => id === USUAL_SOURCE) ?? blocks.kinds[0])?.id;

/** A kind of record the family can be measured over. */
function sourceFor(blocks: Blocks, family: string): string | undefined {
  const fit = blocks.kinds.filter(({ fields }) => {
    const measurable = !['value', 'slope'].includes(family) || fields.some(({ type, usable }) => usable && type === 'number');
    return measurable && firstFor(fields, 'key') !== undefined;
  });
  return (fit.find(({ id }) => id === USUAL_SOURCE) ?? fit[0] ?? blocks.kinds[0])?.id;
}

/** Rates go by area, everything else by premises where there are any. */
function keyFor(fields: readonly NamedField[], family: string): string | undefined {
  const wanted = family === 'season' || family === 'ratio' ? 'place' : 'premises';
  return fields.find((field) => field.key_of === wanted && refusal(field, 'key') === null)?.name ?? firstFor(fields, 'key');
}
