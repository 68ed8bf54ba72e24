import { describe, expect, it } from 'vitest';
import type { Link, Model } from '@/api/workshop';
import { linksFor, newSettings, whyNotAdd } from './adding';
import { BLOCKS, MODEL } from './blocks.fixture';
import { runnable, whole } from './complete';
import { connected, whyNot } from './connect';
import { changed, fastened, placed, withNew, type Draft } from './draft';
import { graphOf } from './graph';
import { about } from './link';

const WITHIN: Link = { within: { metres: 200, time: '14d', about: 'premises' } };
const UNKEYED: Model = { ...MODEL, key: undefined };
const NEARBY: Draft = { model: { ...UNKEYED, window: undefined, link: WITHIN }, bench: [] };
const SAME: Draft = { model: { ...UNKEYED, link: { same: 'place' } }, bench: [] };
const parts = (draft: Draft) => placed(draft.model).map(({ part }) => part);

describe('a link', () => {
  it('stands where the key would, and leads to the window, or past it when it has a time', () => {
    const drawn = (draft: Draft) => graphOf(draft, {}, null);
    expect(drawn(SAME).edges.map(({ id }) => id)).toContain('link>window');
    expect(drawn(NEARBY).edges.map(({ id }) => id)).toContain('link>measure');
    for (const draft of [SAME, NEARBY]) expect(drawn(draft).nodes.filter(({ type }) => type === 'gap')).toEqual([]);
    const home = (draft: Draft, id: string) => drawn(draft).nodes.find((node) => node.id === id)?.position;
    expect(home(SAME, 'link')).toEqual(home({ model: MODEL, bench: [] }, 'key'));
  });

  it('puts the key, and a window it makes needless, on the bench', () => {
    const { id, ...draft } = withNew({ model: MODEL, bench: [] }, 'link', WITHIN, false);
    expect(draft.model.link).toBeUndefined();
    const next = connected(draft, 'where', id);
    expect(parts(next)).toEqual(['source', 'join', 'where', 'link', 'measure', 'raise', 'flow']);
    expect(next.bench.map(({ part }) => part)).toEqual(['key', 'window']);
    const back = next.bench.find(({ part }) => part === 'key')?.id ?? '';
    expect(parts(fastened(next, back))).toEqual(['source', 'join', 'where', 'key', 'measure', 'raise', 'flow']);
  });

  it('that is given a time lets go of the window', () => {
    expect(parts(changed(SAME, 'link', WITHIN))).not.toContain('window');
    expect(parts(changed(SAME, 'link', { same: 'premises' }))).toContain('window');
  });

  it('of nearness goes with a count only, and with no sliding window', () => {
    expect(whyNot(NEARBY, BLOCKS, 'link', 'measure')).toBeNull();
    const valued: Draft = { model: { ...NEARBY.model, measure: { value: { field: 'level', take: 'last' } } }, bench: [] };
    expect(whyNot(valued, BLOCKS, 'link', 'measure')).toBe('connect_link');
    const slid: Draft = { model: { ...MODEL, link: { within: { metres: 9, about: 'area' } } }, bench: [] };
    expect(whyNot(slid, BLOCKS, 'window', 'measure')).toBe('connect_link');
    expect(whyNotAdd('window', NEARBY.model, BLOCKS)).toBe('add_link_has_time');
  });

  it('is offered where the source can be linked so', () => {
    expect(linksFor(MODEL, BLOCKS)).toEqual(['same', 'within']);
    expect(linksFor({ source: 'gauge' }, BLOCKS)).toEqual(['same']);
    expect(newSettings('link', { source: 'gauge' }, BLOCKS, 'UTC')).toEqual({ same: 'place' });
    expect(newSettings('link', MODEL, BLOCKS, 'UTC')).toEqual({ within: { metres: 400, time: '14d', about: 'premises' } });
  });

  it('says what findings are about, and makes a model whole', () => {
    expect([SAME, NEARBY].map(({ model }) => about(model, BLOCKS))).toEqual(['area', 'premises']);
    expect([SAME, NEARBY].map(({ model }) => whole(model))).toEqual([true, true]);
    const run: Model | null = runnable(NEARBY.model, BLOCKS);
    expect([run?.key, run?.window]).toEqual([undefined, undefined]);
  });
});
