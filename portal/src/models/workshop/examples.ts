import type { Condition, Example, ExampleRecord, Examples, Model } from '@/api/workshop';
import { sortOf } from './connect';
import type { NamedField } from './law';
import { byUrgency } from './levels';

export type Side = keyof Examples;

export const NONE: Examples = { must_raise: [], must_not_raise: [] };

/** The columns of an example's table: what findings are about, what the model reads, and what the records hold. */
export function columnsOf(example: Example, model: Model, time: string, about?: string): string[] {
  const held = example.records.flatMap((record) => Object.keys(record).filter((name) => record[name] !== undefined));
  return [...new Set([time, ...(about ? [about] : []), ...read(model), ...held])].filter((name) => !name.includes('.'));
}

/** The fields of the source a model reads. */
function read(model: Model): string[] {
  const settings = model.measure?.[sortOf(model.measure)] as Record<string, unknown> | undefined;
  const parts = Object.values(settings ?? {}).filter((value): value is Condition => typeof value === 'object' && value !== null);
  const asked = [model.where, ...parts].flatMap((condition) => (condition ? asks(condition) : []));
  const measured = [settings?.field, settings?.severity].filter((name) => typeof name === 'string');
  const place = model.link?.within ? ['longitude', 'latitude'] : [];
  return [...asked, ...measured, ...place];
}

function asks(condition: Condition): string[] {
  const parts = condition.all ?? condition.any ?? (condition.not ? [condition.not] : []);
  const between = condition.elapsed ? [condition.elapsed.from, condition.elapsed.to] : [];
  return [...(condition.field ? [condition.field] : []), ...between, ...parts.flatMap(asks)];
}

/** A new example: one record, and for one that must raise the finding it must raise. */
export function newExample(side: Side, model: Model, about: string | undefined, time: string, zone: string, now: string): Example {
  const record: ExampleRecord = { [time]: now };
  if (about) record[about] = 'A';
  const example = { title: { zh: '', en: '' }, zone, records: [record] };
  const level = model.raise ? (byUrgency(model.raise).at(-1)?.level ?? 1) : 1;
  return side === 'must_raise' ? { ...example, findings: [{ key: 'A', level }] } : example;
}

/** A further record, a day after the last. */
export function nextRecord(records: readonly ExampleRecord[], time: string): ExampleRecord {
  const last = records.at(-1) ?? {};
  return { ...last, id: undefined, [time]: aDayAfter(String(last[time] ?? '')) };
}

/** The same wall clock a day later, as ISO text with the same offset. */
export function aDayAfter(text: string): string {
  const [, day, rest] = /^(\d{4}-\d\d-\d\d)(.*)$/.exec(text) ?? [];
  if (!day) return text;
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000);
  return `${next.toISOString().slice(0, 10)}${rest ?? ''}`;
}

/** What was typed into a cell, as the type of its field asks; nothing clears it. */
export function typed(text: string, field: NamedField | undefined): unknown {
  if (text === '') return undefined;
  const isNumber = field !== undefined && ['integer', 'number', 'longitude', 'latitude'].includes(field.type);
  return isNumber && !Number.isNaN(Number(text)) ? Number(text) : text;
}
