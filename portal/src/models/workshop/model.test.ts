import { describe, expect, it } from 'vitest';
import { BLOCKS, MODEL } from './blocks.fixture';
import { asDraft } from './copying';
import { aDayAfter, columnsOf, nextRecord, typed } from './examples';
import { graphOf } from './graph';
import { begun, redone, stepped, undone } from './history';
import { fieldsOf } from './law';
import { reach, withThreshold } from './levels';
import { belongs, problemsAt } from './problems';
import { asking, question, questionsFor } from './question';

const problem = (place: string) => ({ place, problem: 'no', value: null, way_out: null });

describe('the graph', () => {
  it('is drawn from the model: blocks, what leads where, and the gaps', () => {
    const { nodes, edges } = graphOf({ model: { ...MODEL, join: [], window: undefined }, bench: [] }, {}, 'key');
    expect(nodes.filter(({ type }) => type === 'gap').map(({ id }) => id)).toEqual(['gap:join', 'gap:window']);
    expect(edges.map(({ id }) => id)).toEqual(['source>where', 'where>key', 'measure>raise', 'raise>flow']);
    expect(nodes.filter(({ selected }) => selected).map(({ id }) => id)).toEqual(['key']);
  });

  it('puts no block on another, however many joins and loose ones there are', () => {
    const bench = [{ id: 'loose:1', part: 'where' as const, settings: {} }];
    const join = [1, 2, 3].flatMap(() => MODEL.join ?? []);
    const { nodes } = graphOf({ model: { ...MODEL, join }, bench }, {}, null);
    const places = nodes.map(({ position: { x, y } }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(places.length);
  });
});

describe('problems', () => {
  it.each([
    ['where.all[0].field', 'where'],
    ['link.within.metres', 'link'],
    ['measure.distinct.field', 'measure'],
    ['key (12:3)', 'key'],
    ['raise.levels[0].at_least', 'raise'],
    ['examples.must_raise[0]', 'examples'],
    ['model.yaml:3:1', 'card'],
    ['title.zh', 'card'],
    ['about.key_words', 'card'],
  ])('%s belongs to %s', (place, part) => expect(belongs(problem(place))).toBe(part));

  it('of a join are shown at that join', () => {
    const join = [...(MODEL.join ?? []), { kind: 'premises', by: 'premises', as: 'other', fields: [] }];
    const found = [problem('join.other.by'), problem('join.0.fields')];
    expect(problemsAt(found, 'join:1', { join })).toEqual([found[0]]);
    expect(problemsAt(found, 'join:0', { join })).toEqual([found[1]]);
  });
});

describe('thresholds', () => {
  const raise = { levels: [{ level: 3, at_least: 3 }, { level: 2, at_least: 4 }, { level: 1, at_least: 9 }], expires_after: '30d' }; // prettier-ignore
  const moved = (level: number, to: number) => withThreshold(raise, level, to, 1).levels.map(({ at_least }) => at_least);

  it('push the others before them and stay in order', () => {
    expect(moved(3, 6)).toEqual([9, 7, 6]);
    expect(moved(1, 3)).toEqual([3, 2, 1]);
    expect(moved(2, 5)).toEqual([9, 5, 3]);
  });

  it('leave room for the milder ones', () => expect(reach(raise, 1, 1, 20)).toEqual({ least: 3, most: 20 }));
});

describe('undoing', () => {
  it('takes back one thing at a time, a slide as one', () => {
    const drafts = [1, 2, 3, 4].map((level) => ({ model: { ...MODEL, version: String(level) }, bench: [] }));
    const [first, second, third, fourth] = drafts as [(typeof drafts)[0], (typeof drafts)[0], (typeof drafts)[0], (typeof drafts)[0]];
    const past = stepped(stepped(stepped(begun(first), second, null), third, 'slide'), fourth, 'slide');
    expect(undone(past).now).toBe(second);
    expect(undone(undone(past)).now).toBe(first);
    expect(redone(undone(past)).now).toBe(fourth);
    expect(undone(begun(first)).now).toBe(first);
  });
});

describe('conditions', () => {
  const fields = fieldsOf(MODEL, BLOCKS);
  it('ask what the type of the field allows', () => {
    const asks = (name: string) => questionsFor(fields.find((field) => field.name === name));
    expect(asks('category')).toEqual(['under', 'one_of', 'equals', 'is_null']);
    expect(asks('level')).toEqual(['one_of', 'equals', 'between', 'is_null']);
    expect(asks('received')).toEqual(['equals', 'between', 'is_null']);
  });

  it('keep what was asked when the question changes', () => {
    const before = { field: 'category', under: 'dispute' };
    expect(asking('category', 'one_of', before)).toEqual({ field: 'category', one_of: ['dispute'] });
    expect(question(before)).toBe('under');
  });
});

describe('examples', () => {
  it('have the columns the model reads, and those its records hold', () => {
    const example = { title: { zh: '', en: '' }, records: [{ received: '2026-03-01T08:00:00+08:00', valid: true }] };
    expect(columnsOf(example, MODEL, 'received', 'premises')).toEqual(['received', 'premises', 'category', 'valid']);
  });

  it('go on a day later, as another record', () => {
    const next = nextRecord([{ id: 'a', received: '2026-02-28T08:00:00+08:00', premises: 'P' }], 'received');
    expect(JSON.parse(JSON.stringify(next))).toEqual({ received: '2026-03-01T08:00:00+08:00', premises: 'P' });
    expect(aDayAfter('no time')).toBe('no time');
  });

  it('hold numbers as numbers', () => {
    const level = fieldsOf(MODEL, BLOCKS).find(({ name }) => name === 'level');
    expect([typed('3', level), typed('3', undefined), typed('', level), typed('?', level)]).toEqual([3, '3', undefined, '?']);
  });
});

it('a copy begins anew, a change is the next version', () => {
  const model = { ...MODEL, id: 'repeat', version: '2.1' };
  expect(asDraft(model, 'copy')).toMatchObject({ id: 'repeat-2', version: '1' });
  expect(asDraft(model, 'change')).toMatchObject({ id: 'repeat', version: '3' });
});
