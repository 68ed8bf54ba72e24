import { describe, expect, it } from 'vitest';
import { BLOCKS, MODEL } from './blocks.fixture';
import { connected, whyNot } from './connect';
import { fastened, loosened, placed, withNew, type Draft } from './draft';
import { PARTS, type Part } from './parts';

const DRAFT: Draft = { model: MODEL, bench: [] };
const ids = ({ model }: Draft) => placed(model).map(({ id }) => id);
const loose = (draft: Draft, part: Part) => draft.bench.find((block) => block.part === part)?.id ?? '';

describe('connections', () => {
  it('are legal only where what is given is what is taken, in order', () => {
    const legal = placed(MODEL).flatMap((from) =>
      placed(MODEL).flatMap((to) => (whyNot(DRAFT, BLOCKS, from.id, to.id) === null ? [`${from.id}>${to.id}`] : [])),
    );
    expect(legal).toEqual([
      'source>join:0', 'source>where', 'source>key', 'join:0>where', 'join:0>key', 'where>key', 'key>window',
      'window>measure', 'measure>raise', 'raise>flow',
    ]); // prettier-ignore
  });

  it('say why they are not', () => {
    expect(whyNot(DRAFT, BLOCKS, 'source', 'measure')).toBe('connect_type');
    expect(whyNot(DRAFT, BLOCKS, 'where', 'join:0')).toBe('connect_order');
    expect(whyNot(DRAFT, BLOCKS, 'key', 'key')).toBe('connect_itself');
  });

  it('refuse a window the measure does not go with', () => {
    const draft = withNew(DRAFT, 'window', { session: { gap: '1h', at_most: '1d' } }, true);
    const season: Draft = { ...draft, model: { ...MODEL, measure: { season: { half_life: 8, minimum: 4 } } } };
    expect(whyNot(season, BLOCKS, loose(season, 'window'), 'measure')).toBe('connect_window');
  });

  it('put a loose block in its place and what was there on the bench', () => {
    const { id, ...draft } = withNew(DRAFT, 'key', 'area', true);
    const next = connected(draft, 'where', id);
    expect(next.model.key).toBe('area');
    expect(next.bench.map(({ settings }) => settings)).toEqual(['premises']);
  });

  it('lay on the bench what they pass by', () => {
    const next = connected(DRAFT, 'source', 'key');
    expect(ids(next)).toEqual(['source', 'key', 'window', 'measure', 'raise', 'flow']);
    expect(next.bench.map(({ part }) => part)).toEqual(['join', 'where']);
  });

  it('refuse two loose blocks', () => {
    const draft = loosened(DRAFT, ['where', 'key']);
    expect(whyNot(draft, BLOCKS, loose(draft, 'where'), loose(draft, 'key'))).toBe('connect_loose');
  });
});

it.each(Object.keys(PARTS) as Part[])('a %s that is taken out and put back leaves the model as it was', (part) => {
  const id = part === 'join' ? 'join:0' : part;
  const out = loosened(DRAFT, [id]);
  expect(ids(out)).not.toContain(id);
  expect(fastened(out, loose(out, part))).toEqual(DRAFT);
});
