import { useCallback } from 'react';
import type { Condition, Join, Link, Raise } from '@/api/workshop';
import type { Word } from '@/i18n/words';
import { words } from '@/i18n/words';
import { useSpeech, type Speech } from '@/i18n/language';
import { useCodeName } from '@/lib/reference';
import { sortOf } from './connect';
import type { Placed } from './draft';
import { kindOf } from './law';
import { question } from './question';
import { useWorkshop } from './state';

const SHORT: Record<string, Word> = { m: 'in_minutes', h: 'in_hours', d: 'in_days', w: 'in_weeks' };

/** `30d` in words. */
export function duration(text: unknown, t: Speech['t']): string {
  const [, n, unit] = /^(\d+)([mhdw])$/.exec(String(text)) ?? [];
  const word = unit && SHORT[unit];
  return word ? t(word, { n: n ?? '' }) : String(text);
}

/** The name of a setting or a choice; one nobody has named stays itself. */
export function settingName(name: string, t: Speech['t']): string {
  const word = `set_${name}`;
  return word in words ? t(word as Word) : name;
}

/** Says in a line what a block does. */
export function useSummary(): (block: Placed) => string {
  const { t, title } = useSpeech();
  const codeName = useCodeName();
  const { blocks, fields } = useWorkshop();
  return useCallback(
    ({ part, settings }) => {
      const field = (name: string) => title(fields.find((each) => each.name === name)?.title) || name;
      const kind = (id: string) => title(kindOf(blocks, id)?.title) || id;
      const value = (of: string, asked: unknown): string => {
        const codes = fields.find(({ name }) => name === of)?.codes;
        if (Array.isArray(asked)) return asked.map((each) => value(of, each)).join(' / ');
        if (typeof asked === 'boolean') return t(asked ? 'yes' : 'no');
        return codes ? codeName(codes, asked) : String(asked);
      };
      const condition = (asked: Condition): string => said(asked, { t, field, value });
      switch (part) {
        case 'source':
          return kind(settings as string);
        case 'join': {
          const { kind: joined, by, as } = settings as Join;
          return `${kind(joined)} (${as}) · ${field(by)}`;
        }
        case 'where':
          return condition(settings as Condition);
        case 'key':
          return field(settings as string);
        case 'link':
          return linkSaid(settings as Link, t, field);
        case 'window':
          return windowSaid(settings, t);
        case 'measure':
          return measureSaid(settings, title(blocks.families.find(({ id }) => id === sortOf(settings))?.title), t, field);
        case 'raise':
          return levelsSaid(settings as Raise, t);
        case 'flow':
          return title(blocks.flows.find(({ id }) => id === settings)?.title) || String(settings);
      }
    },
    [blocks, codeName, fields, t, title],
  );
}

type Saying = { t: Speech['t']; field: (name: string) => string; value: (of: string, asked: unknown) => string };

/** A condition in words. */
function said(asked: Condition, saying: Saying): string {
  const { t, field, value } = saying;
  const inner = (part: Condition) => (part.all ?? part.any ? `(${said(part, saying)})` : said(part, saying));
  if (asked.all) return asked.all.map(inner).join(` ${t('and')} `);
  if (asked.any) return asked.any.map(inner).join(` ${t('or')} `);
  if (asked.not) return `${t('not')} ${inner(asked.not)}`;
  if (asked.time_of_day) return `${asked.time_of_day.from}–${asked.time_of_day.until}`;
  if (asked.weekday) return asked.weekday.map((day) => t(`day_${day}` as Word)).join(' ');
  if (asked.dates) return asked.dates.join(' ');
  if (asked.elapsed)
    return `${field(asked.elapsed.from)} → ${field(asked.elapsed.to)} > ${duration(asked.elapsed.longer_than, t)}`;
  if (asked.within) return t('within_metres', { n: asked.within.metres });
  const name = asked.field ?? '';
  if (asked.is_null !== undefined) return `${field(name)} ${t(asked.is_null ? 'is_empty' : 'is_filled')}`;
  if (asked.between) return `${field(name)} ${asked.between.low ?? ''}–${asked.between.high ?? ''}`;
  const asks = question(asked);
  return `${field(name)} ${t(`ask_${asks}` as Word)} ${value(name, asked[asks as keyof Condition])}`;
}

function linkSaid({ same, matter, within }: Link, t: Speech['t'], field: (name: string) => string): string {
  if (!within) return `${t('link_same')} ${settingName(same ?? matter ?? '', t)}`;
  const far = [t('link_metres', { n: within.metres }), ...(within.time ? [duration(within.time, t)] : [])];
  return `${far.join(' · ')} · ${field(within.about)}`;
}

function windowSaid(settings: unknown, t: Speech['t']): string {
  const sort = sortOf(settings);
  const given = (settings as Record<string, unknown>)[sort];
  const parts = typeof given === 'string' ? [given] : Object.values(given as Record<string, string>);
  return `${settingName(sort, t)} · ${parts.map((part) => (/^\d/.test(part) ? duration(part, t) : settingName(part, t))).join(' · ')}`;
}

function measureSaid(settings: unknown, title: string, t: Speech['t'], field: (name: string) => string): string {
  const sort = sortOf(settings);
  const given = (settings as Record<string, Record<string, unknown>>)[sort] ?? {};
  const parts = Object.entries(given).flatMap(([name, value]) => {
    if (typeof value === 'number') return [`${settingName(name, t)} ${value}`];
    if (name === 'field' || name === 'severity') return [field(String(value))];
    return typeof value === 'string' ? [duration(settingName(value, t), t)] : [];
  });
  return [title || sort, ...parts].join(' · ');
}

const levelsSaid = ({ levels }: Raise, t: Speech['t']) =>
  [...levels]
    .sort((a, b) => a.level - b.level)
    .map(({ level, at_least }) => `${t('level_n', { n: level })} ≥ ${at_least}`)
    .join(' · ');
