import type { Blocks, Model } from '@/api/workshop';
import type { Word } from '@/i18n/words';
import { sortOf } from './connect';
import { fieldsOf, firstFor, firstJoin } from './law';
import { linkable, timed } from './link';
import { ask, schemaOf } from './schema';
import type { Part } from './parts';
import { beginning, firstCondition, firstLevels, usualSource } from './templates';

/** What a new block begins with; undefined when nothing lawful can be put there. */
export function newSettings(part: Part, model: Model, blocks: Blocks, zone: string): unknown {
  switch (part) {
    case 'source':
      return usualSource(blocks);
    case 'join':
      return firstJoin(blocks, model);
    case 'where':
      return { all: [firstCondition(fieldsOf(model, blocks))] };
    case 'key':
      return firstFor(fieldsOf(model, blocks), 'key');
    case 'link': {
      const sort = firstLink(model, blocks);
      return sort && beginning(blocks, model, 'link', sort, zone);
    }
    case 'window':
      return beginning(blocks, model, 'window', firstWindow(model, blocks), zone);
    case 'measure':
      return { count: {} };
    case 'raise':
      return { levels: firstLevels(sortOf(model.measure)), cooldown: '30d', expires_after: '30d' };
    case 'flow':
      return blocks.flows[0]?.id;
  }
}

/** The ways in which the records of the source can be linked. */
export function linksFor(model: Model, blocks: Blocks): string[] {
  const fields = fieldsOf(model, blocks);
  return blocks.links.map(({ id }) => id).filter((id) => linkable(id, fields, subjectsOf(blocks, id)));
}

/** The subjects a sort of link may name. */
export function subjectsOf(blocks: Blocks, sort: string): (string | number)[] {
  const asked = ask(blocks.schema, schemaOf(blocks.schema, 'link', sort), sort);
  return asked.as === 'choice' ? asked.of : [];
}

function firstLink(model: Model, blocks: Blocks): string | undefined {
  const links = linksFor(model, blocks);
  return links.includes('within') ? 'within' : links[0];
}

function firstWindow(model: Model, blocks: Blocks): string {
  if (model.link?.within) return 'calendar';
  const windows = blocks.families.find(({ id }) => id === sortOf(model.measure))?.windows ?? ['sliding'];
  return windows.includes('sliding') ? 'sliding' : (windows[0] ?? 'sliding');
}

/** Why a part cannot be added now; null when it can. */
export function whyNotAdd(part: Part, model: Model, blocks: Blocks): Word | null {
  const reads = ['join', 'where', 'key', 'link'].includes(part);
  if (reads && model.source === undefined) return 'add_source_first';
  if (part === 'join' && firstJoin(blocks, model) === undefined) return 'add_no_join';
  if (part === 'key' && firstFor(fieldsOf(model, blocks), 'key') === undefined) return 'add_no_key';
  if (part === 'link' && linksFor(model, blocks).length === 0) return 'add_no_key';
  if (part === 'window' && timed(model.link)) return 'add_link_has_time';
  return null;
}
