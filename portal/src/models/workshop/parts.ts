/** The parts a model is assembled from, in their order, and what goes in and comes out. */

export type Part = 'source' | 'join' | 'where' | 'key' | 'link' | 'window' | 'measure' | 'raise' | 'flow';
export type Stream = 'records' | 'keyed' | 'stretch' | 'number' | 'findings';

type Ports = { takes: Stream | null; gives: Stream | null; optional?: boolean };

export const PARTS: Record<Part, Ports> = {
  source: { takes: null, gives: 'records' },
  join: { takes: 'records', gives: 'records', optional: true },
  where: { takes: 'records', gives: 'records', optional: true },
  key: { takes: 'records', gives: 'keyed' },
  link: { takes: 'records', gives: 'keyed' },
  window: { takes: 'keyed', gives: 'stretch' },
  measure: { takes: 'stretch', gives: 'number' },
  raise: { takes: 'number', gives: 'findings' },
  flow: { takes: 'findings', gives: null },
};

export const ORDER = Object.keys(PARTS) as Part[];

export const rank = (part: Part) => ORDER.indexOf(part);

/** The name under which the server tells what leaves a part: a link groups records as a key does. */
export const tracedAs = (part: Part): Part => (part === 'link' ? 'key' : part);
