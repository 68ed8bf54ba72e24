import type { BlockField, Blocks, Join, Model } from '@/api/workshop';
import type { Title } from '@/api/types';
import { words, type Word } from '@/i18n/words';

/** A field a model can name: of its source, or `alias.field` of a joined record. */
export type NamedField = Omit<BlockField, 'name'> & { name: string };
/** What a field is wanted for. */
export type Use = 'condition' | 'key' | 'time' | 'integer' | 'number' | 'countable';

const TYPES: Record<Exclude<Use, 'condition'>, readonly string[]> = {
  key: ['text', 'code', 'ref'],
  time: ['time'],
  integer: ['integer'],
  number: ['integer', 'number'],
  countable: ['text', 'code', 'ref', 'boolean', 'integer'],
};

export const kindOf = (blocks: Blocks, id: string | undefined) => blocks.kinds.find((kind) => kind.id === id);

/** Every field the model can see. */
export function fieldsOf(model: Model, blocks: Blocks): NamedField[] {
  const own = kindOf(blocks, model.source)?.fields ?? [];
  const joined = (model.join ?? []).flatMap(({ kind, as, fields }) =>
    (kindOf(blocks, kind)?.fields ?? [])
      .filter(({ name }) => fields.includes(name))
      .map((field) => ({ ...field, name: `${as}.${field.name}` })),
  );
  return [...own, ...joined];
}

/** Why a field may not be used for something, in the words of the law; null when it may. */
export function refusal(field: NamedField, use: Use): Title | null {
  if (!field.usable) return field.why_not ?? words.law_refused;
  if (use === 'condition') return null;
  if (use === 'key' && field.key_of === null) return words.law_no_subject;
  return TYPES[use].includes(field.type) ? null : said('law_type', TYPES[use]);
}

function said(word: Word, types: readonly string[]): Title {
  const fill = (language: 'zh' | 'en') => words[word][language].replace('{types}', types.join(' / '));
  return { zh: fill('zh'), en: fill('en') };
}

/** The first field that may be used for something. */
export const firstFor = (fields: readonly NamedField[], use: Use) =>
  fields.find((field) => refusal(field, use) === null)?.name;

/** The fields of the source that identify a record of another kind, so that it can be joined. */
export function identify(blocks: Blocks, model: Model, kind: string): BlockField[] {
  const subject = kindOf(blocks, kind)?.subject;
  return (kindOf(blocks, model.source)?.fields ?? []).filter(
    (field) => field.usable && (field.refers === kind || field.key_of === subject),
  );
}

/** A join that is lawful for this source, or none. */
export function firstJoin(blocks: Blocks, model: Model): Join | undefined {
  for (const { id, fields } of blocks.kinds) {
    const by = id === model.source ? undefined : identify(blocks, model, id)[0];
    const field = fields.find(({ usable }) => usable);
    if (by && field) return { kind: id, by: by.name, as: freeName(model, id), fields: [field.name] };
  }
  return undefined;
}

function freeName(model: Model, wanted: string): string {
  const taken = new Set(model.join?.map(({ as }) => as));
  let name = wanted;
  for (let n = 2; taken.has(name); n += 1) name = `${wanted}_${n}`;
  return name;
}
