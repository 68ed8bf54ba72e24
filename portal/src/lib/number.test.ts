import { expect, it } from 'vitest';
import { number, percent, shares } from './number';

it('groups numbers and says nothing for nothing', () => {
  expect(number(1234567)).toBe('1,234,567');
  expect(number(12.345, 1)).toBe('12.3');
  expect(number(null)).toBe('–');
  expect(number(Number.NaN)).toBe('–');
});

it('shows a share as a percentage', () => {
  expect(percent(0.4567)).toBe('45.7%');
  expect(percent(0)).toBe('0%');
  expect(percent(undefined)).toBe('–');
});

it('divides a width among parts', () => {
  expect(shares([1, 1, 2])).toEqual([25, 25, 50]);
  expect(shares([0, 0])).toEqual([0, 0]);
});
