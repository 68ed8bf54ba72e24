import { describe, expect, it } from 'vitest';
import { BLOCKS, MODEL } from './blocks.fixture';
import { fieldsOf, firstJoin, identify, refusal, type Use } from './law';

const fields = fieldsOf(MODEL, BLOCKS);
const refused = (name: string, use: Use) => {
  const field = fields.find((each) => each.name === name);
  return field ? refusal(field, use)?.en : 'there is no such field';
};

describe('the law', () => {
  it('lets a personal field be nothing, and says why', () => {
    for (const use of ['condition', 'key', 'countable'] as const) expect(refused('summary', use)).toBe('personal');
  });

  it('lets only a field that identifies an allowed subject be a key', () => {
    expect(refused('premises', 'key')).toBeUndefined();
    expect(refused('category', 'key')).toMatch(/none of the allowed subjects/);
  });

  it('asks for the type a measure needs', () => {
    expect(refused('level', 'number')).toBeUndefined();
    expect(refused('category', 'number')).toMatch(/integer \/ number/);
  });

  it('shows joined fields under their alias, those that are taken only', () => {
    expect(fields.map(({ name }) => name)).toContain('premises.use');
    expect(fields.map(({ name }) => name)).not.toContain('premises.owner');
  });

  it('joins only what a field of the source identifies', () => {
    expect(identify(BLOCKS, MODEL, 'premises').map(({ name }) => name)).toEqual(['premises']);
    expect(identify(BLOCKS, { source: 'gauge' }, 'premises')).toEqual([]);
  });

  it('names a second join of a kind differently and takes lawful fields', () => {
    expect(firstJoin(BLOCKS, MODEL)).toEqual({ kind: 'premises', by: 'premises', as: 'premises_2', fields: ['use'] });
  });
});
