import type { Blocks, Link, Model } from '@/api/workshop';
import type { NamedField } from './law';
import { fieldsOf, refusal } from './law';
import { PARTS, type Part, type Stream } from './parts';

/** Whether a link says how far back it looks, so that no window is needed. */
export const timed = (link: unknown) => (link as Link | undefined)?.within?.time !== undefined;

/** What leaves a block; a link that says how far back it looks is its own window. */
export const gives = ({ part, settings }: { part: Part; settings: unknown }): Stream | null =>
  part === 'link' && timed(settings) ? 'stretch' : PARTS[part].gives;

/** The parts that cannot stand in a model beside a block. */
export function rivals(part: Part, settings: unknown): Part[] {
  if (part === 'key') return ['link'];
  if (part !== 'link') return [];
  return timed(settings) ? ['key', 'window'] : ['key'];
}

/** Whether a part that is not there is not missed either: a key and a link stand for each other. */
export function needless(part: Part, { link }: Model): boolean {
  if (part === 'link') return true;
  return (part === 'key' && link !== undefined) || (part === 'window' && timed(link));
}

/** Whether a window and a measure go with a link: records close by are counted, over equal or calendar stretches. */
export function linked(link: Link | undefined, window: unknown, measure: unknown): boolean {
  if (!link?.within) return true;
  const among = (settings: unknown, sorts: string[]) => settings === undefined || sorts.some((sort) => sort in (settings as object));
  return among(window, ['tumbling', 'calendar']) && among(measure, ['count']);
}

/** The one field that names a subject, of the source before joined ones; none when several do. */
export function naming(fields: readonly NamedField[], subject: string): string | undefined {
  const all = fields.filter((field) => field.key_of === subject && refusal(field, 'key') === null);
  const own = all.filter(({ name }) => !name.includes('.'));
  const named = own.length > 0 ? own : all;
  return named.length === 1 ? named[0]?.name : undefined;
}

/** The field that says what findings are about, by the key or by the link. */
export function about(model: Model, blocks: Blocks): string | undefined {
  const subject = model.link?.same ?? model.link?.matter;
  if (subject !== undefined) return naming(fieldsOf(model, blocks), subject);
  return model.key ?? model.link?.within?.about;
}

/** Whether the source can be linked in a way. */
export function linkable(sort: string, fields: readonly NamedField[], subjects: readonly (string | number)[]): boolean {
  if (sort !== 'within') return subjects.some((subject) => naming(fields, String(subject)) !== undefined);
  const lawful = fields.filter(({ usable }) => usable).map(({ name }) => name);
  return lawful.includes('longitude') && lawful.includes('latitude') && fields.some((field) => refusal(field, 'key') === null);
}
