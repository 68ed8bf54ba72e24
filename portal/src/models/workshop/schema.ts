import type { Schema } from '@/api/workshop';
import type { Use } from './law';

/** How a setting is asked for. */
export type Ask =
  | { as: 'nothing' }
  | { as: 'settings'; properties: Record<string, Schema>; required: readonly string[] }
  | { as: 'condition' | 'duration' | 'dates' | 'zone' | 'text' }
  | { as: 'field'; use: Use }
  | { as: 'choice'; of: (string | number)[] }
  | { as: 'number'; whole: boolean; least?: number; most?: number };

const DURATION = '[mhdw]$';
const FIELDS: Record<string, Use> = {
  'distinct.field': 'countable',
  'escalation.severity': 'integer',
  'value.field': 'number',
  'slope.field': 'number',
  'within.about': 'key',
};

/** The schema a reference or an optional setting stands for. */
export function resolved(root: Schema, schema: Schema | undefined): Schema {
  if (!schema) return {};
  const held = schema.anyOf?.find(({ type }) => type !== 'null');
  if (held) return resolved(root, held);
  if (!schema.$ref) return schema;
  return resolved(root, root.$defs?.[schema.$ref.split('/').at(-1) ?? '']);
}

/** A part of which one sort is chosen. */
export type Sorted = 'link' | 'window' | 'measure';

const SHAPES: Record<Sorted, string> = { link: 'Link', window: 'Window', measure: 'Measure' };

/** The schema of one sort of link, window or measure. */
export function schemaOf(root: Schema, part: Sorted, sort: string): Schema {
  const block = root.$defs?.[SHAPES[part]];
  return resolved(root, block?.properties?.[sort]);
}

/** How to ask for a setting; `path` is its place, such as `within.metres`. */
export function ask(root: Schema, given: Schema, path: string): Ask {
  const schema = resolved(root, given);
  if (path in FIELDS) return { as: 'field', use: FIELDS[path] ?? 'condition' };
  if (schema.enum) return { as: 'choice', of: schema.enum };
  if (schema.type === 'integer' || schema.type === 'number')
    return { as: 'number', whole: schema.type === 'integer', least: schema.minimum, most: schema.maximum };
  if (schema.pattern?.includes(DURATION)) return { as: 'duration' };
  if (schema.type === 'array') return { as: 'dates' };
  if (schema.properties && 'is_null' in schema.properties) return { as: 'condition' };
  if (schema.type === 'object') {
    const properties = schema.properties ?? {};
    if (Object.keys(properties).length === 0) return { as: 'nothing' };
    return { as: 'settings', properties, required: schema.required ?? [] };
  }
  return { as: path.endsWith('zone') ? 'zone' : 'text' };
}
