import { describe, expect, it } from 'vitest';
import { word } from './language';
import { words } from './words';

const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe('the dictionary', () => {
  it.each(Object.entries(words))('%s says the same in both languages', (_key, { zh, en }) => {
    expect(zh.trim()).not.toBe('');
    expect(en.trim()).not.toBe('');
    expect(places(zh)).toEqual(places(en));
  });

  it('is Chinese in Chinese, but for the name of the other language', () => {
    const plain = Object.entries(words).filter(([key, { zh }]) => key !== 'language' && !/\p{Script=Han}/u.test(zh));
    expect(plain.map(([key]) => key)).toEqual([]);
  });

  it('fills its places and leaves unknown ones to be seen', () => {
    expect(word('en', 'valid_invalid', { valid: 3, invalid: 1 })).toBe('3 valid · 1 invalid');
    expect(word('zh', 'level_n', { n: 2 })).toBe('2级');
    expect(word('en', 'level_n')).toBe('level {n}');
  });
});
