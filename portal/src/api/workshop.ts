/** What the workshop of models says and hears, mirrored by hand. */

import type { Finding, Title } from './types';

export type Scalar = string | number | boolean;

/** One condition: exactly one question (with its field), block or combination. */
export type Condition = {
  field?: string;
  equals?: Scalar;
  one_of?: Scalar[];
  under?: string;
  between?: { low?: Scalar; high?: Scalar };
  is_null?: boolean;
  contains?: string;
  time_of_day?: { from: string; until: string };
  weekday?: string[];
  dates?: string[];
  elapsed?: { from: string; to: string; longer_than: string };
  within?: { longitude: number; latitude: number; metres: number };
  not?: Condition;
  all?: Condition[];
  any?: Condition[];
};
export type Join = { kind: string; by: string; as: string; fields: string[] };
/** What makes records belong together, in the place of a key: exactly one. */
export type Link = { same?: string; matter?: string; within?: { metres: number; time?: string; about: string } };
/** The settings of a window or a measure under the name of its sort. */
export type OneOf = Record<string, unknown>;
export type Level = { level: number; at_least: number };
export type Raise = { levels: Level[]; cooldown?: string; expires_after: string };
export type ExampleRecord = Record<string, unknown>;
export type Expected = { key: string; level: number; count?: number; measure?: number };
export type Example = { title: Title; zone?: string; records: ExampleRecord[]; findings?: Expected[] };
export type Examples = { must_raise: Example[]; must_not_raise: Example[] };

/** A model as it is being assembled: any part may still be missing. */
export type Model = {
  id?: string;
  version?: string;
  title?: Title;
  kind_of_model?: string;
  purpose?: string;
  about?: Title;
  owner?: string;
  legal_basis?: string;
  limits?: Title;
  blind_spots?: Title;
  known_error?: Title;
  review_date?: string;
  source?: string;
  join?: Join[];
  where?: Condition;
  key?: string;
  link?: Link;
  window?: OneOf;
  measure?: OneOf;
  raise?: Raise;
  flow?: string;
  because?: Title;
  examples?: Examples;
};

/** As much of JSON Schema as the settings of blocks use. */
export type Schema = {
  type?: string;
  description?: string;
  $ref?: string;
  $defs?: Record<string, Schema>;
  properties?: Record<string, Schema>;
  required?: string[];
  enum?: (string | number)[];
  const?: string | number;
  anyOf?: Schema[];
  items?: Schema;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  default?: unknown;
};
export type BlockField = {
  name: string;
  title: Title;
  type: string;
  codes: string | null;
  /** The kind it refers to. */
  refers: string | null;
  usable: boolean;
  /** The law that forbids it. */
  why_not: Title | null;
  /** The subject it identifies. */
  key_of: string | null;
};
export type BlockKind = { id: string; title: Title; subject: string; time: string; fields: BlockField[] };
export type Family = { id: string; title: Title; about: Title; settings: Schema; windows: string[]; needs: string[] };
export type LinkSort = { id: string; title: Title; about: Title };
export type Blocks = {
  schema: Schema;
  kinds: BlockKind[];
  families: Family[];
  links: LinkSort[];
  flows: { id: string; title: Title }[];
  zones: string[];
  subjects: string[];
};

export type ModelProblem = { place: string | null; problem: Title | string; value: string | null; way_out: Title | string | null };
export type Remark = { field: string; text: Title; way_out: Title };
export type Cost = {
  records_per_day: number;
  matched_per_day: number;
  keys: number;
  microseconds_a_match: number;
  microseconds_per_day: number;
  memory_mb: number;
  share_of_budget: number;
  refused: boolean;
};
export type Checked = {
  ok: boolean;
  model: Model | null;
  yaml: string | null;
  problems: ModelProblem[];
  remarks: Remark[];
  cost: Cost | null;
};

export type TracedBlock = { block: string; records: number; keys: number | null; sample: Record<string, unknown>[] };
export type Trace = {
  blocks: TracedBlock[];
  measure: { histogram: { from: number; to: number | null; keys: number }[]; max: number | null };
};
export type Outcome = { precision: number | null; recall: number | null; lead_days: number | null };
export type Backtest = {
  findings: number;
  by_level: Record<string, number>;
  per_day: { day: string; findings: number }[];
  alerts_per_day: number;
  base_rate: number | null;
  items: Partial<Finding>[];
  seconds: number;
  records: number;
  /** A moving average with as many alerts. */
  competitor: { findings: number; overlap: number | null; outcome: Outcome | null };
  outcome: Outcome | null;
  /** What counts as right: planted `truth`, an `outcome` field, or that it came `again`. */
  outcome_is: 'truth' | 'outcome' | 'again';
  within_days: number;
};

export type Proposal = {
  id: string;
  model: string;
  version: string;
  title: Title;
  kind: 'new' | 'change' | 'retire';
  status: string;
  note: string | null;
  proposed_by: string | null;
  proposed: string | null;
  decided_by: string | null;
  decided: string | null;
  reason: string | null;
  /** Whether the one who asks may decide on it now. */
  decidable: boolean;
  yaml: string;
};

export type AreaForecast = { area: string; total: number; total_low: number; total_high: number; expected: number[]; low: number[]; high: number[] };
/** Calls expected per area; the steps of every area begin at `times`. */
export type Forecast = {
  times: string[];
  step_hours: number;
  method: string;
  mase: Record<string, number | null>;
  areas: AreaForecast[];
  feedback: { sentence: Title };
  remarks: Title[];
};
