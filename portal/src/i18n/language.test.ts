import { expect, it } from 'vitest';
import { inLanguage } from './language';

it('shows text kept as “zh | en” in the language asked for', () => {
  expect(inLanguage('有危险词 | words of danger', 'zh')).toBe('有危险词');
  expect(inLanguage('有危险词 | words of danger', 'en')).toBe('words of danger');
});

it.each(['a | b', '只有中文', '甲 | b | c', ' | x', ''])('leaves %j as it is', (text) => {
  expect(inLanguage(text, 'en')).toBe(text);
});
