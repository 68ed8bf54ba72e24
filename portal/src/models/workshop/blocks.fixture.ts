import type { Blocks, Model } from '@/api/workshop';

const title = (name: string) => ({ zh: name, en: name });
const field = (name: string, type: string, more: object = {}) => ({
  name,
  title: title(name),
  type,
  codes: null,
  refers: null,
  usable: true,
  why_not: null,
  key_of: null,
  ...more,
});
const EVERY = ['sliding', 'tumbling', 'calendar', 'session'];
const family = (id: string, windows = EVERY) => ({ id, title: title(id), about: title(id), settings: {}, windows, needs: [] });
const DURATION = { type: 'string', pattern: '^[1-9][0-9]{0,4}[mhdw]$' };
const CONDITION = { type: 'object', properties: { is_null: { type: 'boolean' } } };

/** A small world to assemble models in, of the shape the server sends. */
export const BLOCKS: Blocks = {
  schema: {
    $defs: {
      Condition: CONDITION,
      Calendar: {
        type: 'object',
        properties: { unit: { type: 'string', enum: ['hour', 'day'] }, zone: { type: 'string' } },
        required: ['unit', 'zone'],
      },
      Within: {
        type: 'object',
        properties: {
          metres: { type: 'integer', minimum: 1, maximum: 20000 },
          time: { anyOf: [DURATION, { type: 'null' }] },
          about: { type: 'string' },
        },
        required: ['metres', 'about'],
      },
      Link: {
        properties: {
          same: { type: 'string', enum: ['place', 'premises', 'unit'] },
          within: { $ref: '#/$defs/Within' },
          matter: { type: 'string', enum: ['incident', 'dispute'] },
        },
      },
      Season: {
        type: 'object',
        properties: { half_life: { type: 'integer', minimum: 1 }, minimum: { type: 'integer', minimum: 2 } },
        required: ['half_life', 'minimum'],
      },
      Unanswered: {
        type: 'object',
        properties: { first: { $ref: '#/$defs/Condition' }, then: { anyOf: [{ $ref: '#/$defs/Condition' }, { type: 'null' }] }, within: DURATION },
        required: ['first', 'within'],
      },
      Value: {
        type: 'object',
        properties: { field: { type: 'string' }, take: { type: 'string', enum: ['last', 'highest'] } },
        required: ['field', 'take'],
      },
      Count: { type: 'object', properties: {} },
      Window: {
        properties: {
          sliding: { anyOf: [DURATION, { type: 'null' }] },
          calendar: { anyOf: [{ $ref: '#/$defs/Calendar' }, { type: 'null' }] },
        },
      },
      Measure: {
        properties: Object.fromEntries(
          ['Count', 'Season', 'Unanswered', 'Value'].map((name) => [
            name.toLowerCase(),
            { anyOf: [{ $ref: `#/$defs/${name}` }, { type: 'null' }] },
          ]),
        ),
      },
    },
  },
  kinds: [
    {
      id: 'call',
      title: title('call'),
      subject: 'incident',
      time: 'received',
      fields: [
        field('received', 'time'),
        field('category', 'code', { codes: 'category' }),
        field('level', 'integer'),
        field('premises', 'text', { key_of: 'premises' }),
        field('area', 'text', { key_of: 'place' }),
        field('longitude', 'longitude'),
        field('latitude', 'latitude'),
        field('summary', 'text', { usable: false, why_not: title('personal') }),
      ],
    },
    {
      id: 'premises',
      title: title('premises'),
      subject: 'premises',
      time: 'changed',
      fields: [field('use', 'text'), field('owner', 'text', { usable: false, why_not: title('personal') })],
    },
    {
      id: 'gauge',
      title: title('gauge'),
      subject: 'place',
      time: 'at',
      fields: [field('at', 'time'), field('river', 'text', { key_of: 'place' }), field('height', 'number')],
    },
  ],
  families: [
    family('count'),
    family('season', ['calendar']),
    family('unanswered', ['sliding', 'tumbling', 'calendar']),
    family('value'),
  ],
  links: ['same', 'within', 'matter'].map((id) => ({ id, title: title(id), about: title(id) })),
  flows: [{ id: 'repeat-place', title: title('repeat') }],
  zones: ['Asia/Shanghai', 'UTC'],
  subjects: ['premises', 'place', 'incident'],
};

/** A whole model with every block, keyed. */
export const MODEL: Model = {
  source: 'call',
  join: [{ kind: 'premises', by: 'premises', as: 'premises', fields: ['use'] }],
  where: { all: [{ field: 'category', under: 'dispute' }] },
  key: 'premises',
  window: { sliding: '30d' },
  measure: { count: {} },
  raise: { levels: [{ level: 3, at_least: 3 }], expires_after: '30d' },
  flow: 'repeat-place',
};
