import { describe, expect, it } from 'vitest';
import { BLOCKS } from './blocks.fixture';
import { runnable, whole } from './complete';
import { goTogether } from './connect';
import { blank, nearby, template } from './templates';

const begun = (family: string) => template(BLOCKS, family, 'Asia/Shanghai', '2026-03-01');

describe('templates', () => {
  it.each(BLOCKS.families.map(({ id }) => id))('%s is whole, and its window goes with its measure', (family) => {
    const model = begun(family);
    expect(whole(model)).toBe(true);
    expect(Object.keys(model.measure ?? {})).toEqual([family]);
    expect(goTogether(BLOCKS, model.window, model.measure)).toBe(true);
  });

  it('fill in the settings their schema asks for, and no others', () => {
    expect(begun('season').window).toEqual({ calendar: { unit: 'hour', zone: 'Asia/Shanghai' } });
    expect(begun('unanswered').measure).toEqual({ unanswered: { first: { field: 'category', is_null: false }, within: '2h' } });
  });

  it('of records close by has a link and neither key nor window', () => {
    const model = nearby(BLOCKS, 'Asia/Shanghai', '2026-03-01');
    expect(whole(model)).toBe(true);
    expect(model).toMatchObject({ link: { within: { metres: 400, time: '14d', about: 'premises' } }, measure: { count: {} } });
    expect([model.key, model.window]).toEqual([undefined, undefined]);
  });

  it('take a source the family can be measured over', () => {
    expect(begun('value')).toMatchObject({ source: 'gauge', key: 'river', measure: { value: { field: 'height', take: 'last' } } });
  });

  it('are reviewed a year later', () => {
    expect(blank('2028-02-29').review_date).toBe('2029-02-28');
  });
});

describe('a model on history', () => {
  it('needs a source, and takes stand-ins for the rest', () => {
    expect(runnable(blank('2026-03-01'), BLOCKS)).toBeNull();
    const model = { source: 'call', where: { field: 'level', equals: 1 } };
    expect(runnable(model, BLOCKS)).toMatchObject({ ...model, key: 'premises', measure: { count: {} }, flow: 'repeat-place' });
  });
});
