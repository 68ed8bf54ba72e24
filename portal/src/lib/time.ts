import type { Language } from '@/i18n/language';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (n: number) => String(n).padStart(2, '0');

/** A running clock: `4:07`, `1:02:33`, `3d 04:00`; never negative. */
export function clock(ms: number): string {
  const left = Math.max(0, Math.floor(ms / SECOND) * SECOND);
  const minutes = Math.floor((left % HOUR) / MINUTE);
  const seconds = Math.floor((left % MINUTE) / SECOND);
  if (left >= DAY) return `${Math.floor(left / DAY)}d ${two(Math.floor((left % DAY) / HOUR))}:${two(minutes)}`;
  if (left >= HOUR) return `${Math.floor(left / HOUR)}:${two(minutes)}:${two(seconds)}`;
  return `${minutes}:${two(seconds)}`;
}

const SPANS: Record<Language, [string, string, string]> = { zh: ['天', '小时', '分'], en: ['d', 'h', 'min'] };

/** A length of time in its two largest units: `2 d 3 h`, `45 min`. */
export function span(ms: number, language: Language): string {
  const [d, h, m] = SPANS[language];
  const space = language === 'en' ? ' ' : '';
  const size = Math.abs(ms);
  const part = (n: number, unit: string) => (n > 0 ? `${n}${space}${unit}` : '');
  if (size >= DAY) return [part(Math.floor(size / DAY), d), part(Math.floor((size % DAY) / HOUR), h)].filter(Boolean).join(' ');
  if (size >= HOUR) return [part(Math.floor(size / HOUR), h), part(Math.floor((size % HOUR) / MINUTE), m)].filter(Boolean).join(' ');
  return `${Math.floor(size / MINUTE)}${space}${m}`;
}

/** City time now, from the last tick heard `heard`, at `monotonic` on the same monotonic clock. */
export function cityNow(line: { now: number; speed: number; heard: number }, monotonic: number): number {
  return line.now + (monotonic - line.heard) * line.speed;
}

type Style = 'time' | 'minute' | 'full' | 'day';

const formats = new Map<string, Intl.DateTimeFormat>();

function parts(date: Date, zone: string): Record<string, string> {
  let format = formats.get(zone);
  if (!format) {
    const [year, other] = ['numeric', '2-digit'] as const;
    const options = { year, month: other, day: other, hour: other, minute: other, second: other };
    format = new Intl.DateTimeFormat('en-GB', { ...options, hourCycle: 'h23', timeZone: zone });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
}

/** An instant in a zone, in ISO order that both languages read: `2026-03-04 15:09:26`. Empty for nothing. */
export function at(instant: string | number | null | undefined, zone: string, style: Style = 'full'): string {
  if (instant === null || instant === undefined || instant === '') return '';
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return String(instant);
  const { year, month, day, hour, minute, second } = parts(date, zone);
  if (style === 'time') return `${hour}:${minute}:${second}`;
  if (style === 'minute') return `${month}-${day} ${hour}:${minute}`;
  if (style === 'day') return `${year}-${month}-${day}`;
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}
