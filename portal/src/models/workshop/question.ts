import type { Condition } from '@/api/workshop';
import type { NamedField } from './law';

/** What can be asked of a field, by its type. */
export type Question = 'equals' | 'one_of' | 'under' | 'between' | 'contains' | 'is_null';
/** What is asked of no field. */
export type Special = 'time_of_day' | 'weekday' | 'dates' | 'elapsed' | 'within';

export const SPECIALS: readonly Special[] = ['time_of_day', 'weekday', 'dates', 'elapsed', 'within'];

const ORDERED = new Set(['integer', 'number', 'longitude', 'latitude', 'time', 'date']);
const LISTED = new Set(['text', 'code', 'ref', 'integer', 'number']);
const ASKABLE = new Set([...ORDERED, ...LISTED, 'boolean']);

export function questionsFor(field: NamedField | undefined): Question[] {
  if (!field || !ASKABLE.has(field.type)) return ['is_null'];
  const asks: Question[] = [];
  if (field.codes) asks.push('under');
  if (LISTED.has(field.type)) asks.push('one_of');
  asks.push('equals');
  if (ORDERED.has(field.type)) asks.push('between');
  if (field.type === 'text' && !field.codes) asks.push('contains');
  asks.push('is_null');
  return asks;
}

/** Which question, block or combination a condition is. */
export const question = (condition: Condition): string => Object.keys(condition).find((name) => name !== 'field') ?? 'is_null';

/** A condition that asks a field something, taking along what was asked before where it fits. */
export function asking(field: string, ask: Question, before: Condition): Condition {
  const held = [before.equals, before.under, before.one_of].flat().filter((value) => value !== undefined);
  switch (ask) {
    case 'is_null':
      return { field, is_null: false };
    case 'between':
      return { field, between: { low: typeof held[0] === 'number' ? held[0] : 0 } };
    case 'one_of':
      return { field, one_of: held };
    case 'under':
    case 'contains':
      return { field, [ask]: String(held[0] ?? '') };
    case 'equals':
      return { field, equals: held[0] ?? '' };
  }
}

/** A condition on time or place to begin with. */
export function special(ask: Special, fields: readonly NamedField[]): Condition {
  const times = fields.filter(({ type, usable }) => usable && type === 'time').map(({ name }) => name);
  switch (ask) {
    case 'time_of_day':
      return { time_of_day: { from: '22:00', until: '06:00' } };
    case 'weekday':
      return { weekday: ['sat', 'sun'] };
    case 'dates':
      return { dates: [] };
    case 'elapsed':
      return { elapsed: { from: times[0] ?? '', to: times[1] ?? times[0] ?? '', longer_than: '30m' } };
    case 'within':
      return { within: { longitude: 0, latitude: 0, metres: 500 } };
  }
}
