import type { Blocks, Model } from '@/api/workshop';
import type { Word } from '@/i18n/words';
import { sortOf } from './connect';
import { fieldsOf, firstFor, firstJoin } from './law';
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

function firstWindow(model: Model, blocks: Blocks): string {
  const windows = blocks.families.find(({ id }) => id === sortOf(model.measure))?.windows ?? ['sliding'];
  return windows.includes('sliding') ? 'sliding' : (windows[0] ?? 'sliding');
}

/** Why a part cannot be added now; null when it can. */
export function whyNotAdd(part: Part, model: Model, blocks: Blocks): Word | null {
  const reads = ['join', 'where', 'key'].includes(part);
  if (reads && model.source === undefined) return 'add_source_first';
  if (part === 'join' && firstJoin(blocks, model) === undefined) return 'add_no_join';
  if (part === 'key' && firstFor(fieldsOf(model, blocks), 'key') === undefined) return 'add_no_key';
  return null;
}
