import { describe, expect, it } from 'vitest';
import { at, cityNow, clock, span } from './time';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('clock', () => {
  it.each([
    [0, '0:00'],
    [999, '0:00'],
    [7_000, '0:07'],
    [4 * MINUTE + 7_400, '4:07'],
    [HOUR - 1, '59:59'],
    [HOUR, '1:00:00'],
    [DAY - 1, '23:59:59'],
    [3 * DAY + 4 * HOUR, '3d 04:00'],
    [-5_000, '0:00'],
  ])('%d ms reads %s', (ms, text) => expect(clock(ms)).toBe(text));
});

describe('span', () => {
  it('keeps the two largest units and leaves empty ones out', () => {
    expect(span(2 * DAY + 3 * HOUR + 5 * MINUTE, 'en')).toBe('2 d 3 h');
    expect(span(2 * DAY, 'zh')).toBe('2天');
    expect(span(61 * MINUTE, 'zh')).toBe('1小时 1分');
    expect(span(-45 * MINUTE, 'en')).toBe('45 min');
    expect(span(20_000, 'en')).toBe('0 min');
  });
});

describe('cityNow', () => {
  it('runs on at the speed of the city between two ticks', () => {
    const line = { now: 1_000_000, speed: 60, heard: 500 };
    expect(cityNow(line, 500)).toBe(1_000_000);
    expect(cityNow(line, 1_500)).toBe(1_060_000);
  });
});

describe('at', () => {
  it('shows an instant in the zone of the city', () => {
    expect(at('2026-03-04T15:09:26+00:00', 'Asia/Shanghai')).toBe('2026-03-04 23:09:26');
    expect(at('2026-03-04T15:09:26+08:00', 'UTC', 'time')).toBe('07:09:26');
    expect(at('2026-07-01T00:30:00Z', 'America/New_York', 'minute')).toBe('06-30 20:30');
  });

  it('shows midnight as 00, nothing as nothing, and what is no time as it is', () => {
    expect(at('2026-03-04T16:00:00Z', 'Asia/Shanghai', 'time')).toBe('00:00:00');
    expect(at(null, 'UTC')).toBe('');
    expect(at('soon', 'UTC')).toBe('soon');
  });
});
