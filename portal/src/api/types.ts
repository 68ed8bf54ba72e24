/** What the server says, mirrored by hand. Times are ISO 8601 text with offset. */

import type { Geometry } from 'geojson';

export type Title = { zh: string; en: string };
export type Scalar = string | number | boolean | null;
/** One current row of a record kind, by column name. */
export type Row = { id: string; version: number; [column: string]: unknown };
export type Page<T> = { items: T[]; total: number };

export type User = { name: string; role: string; role_title: Title; permissions: string[] };
export type Session = {
  signed_in: boolean;
  user: User | null;
  csrf: string;
  demo: boolean;
  product: { version: string };
  now: string;
  zone: string;
};

export type Area = {
  id: string;
  name: Title;
  boundary: Geometry | null;
  population: number | null;
  open_calls: number;
  open_tasks: number;
  open_findings: number;
};
export type Unit = {
  id: string;
  call_sign: string;
  kind: string | null;
  area: string | null;
  longitude: number | null;
  latitude: number | null;
  busy: boolean;
};
export type Counts = {
  calls_today: number;
  valid_today: number;
  invalid_today: number;
  /** Those that need us now. */
  open_calls: number;
  diverted_calls: number;
  closing_calls: number;
  open_findings: number;
  open_tasks: number;
  overdue_tasks: number;
};
export type Situation = {
  now: string;
  zone: string;
  speed: number;
  areas: Area[];
  units: Unit[];
  counts: Counts;
  hourly: { hour: string; calls: number }[];
  by_category: { code: string; count: number }[];
};

export type Call = Row & {
  received: string;
  channel: string | null;
  category: string | null;
  feedback_category: string | null;
  level: number | null;
  level_reason: string | null;
  status: string;
  area: string | null;
  premises: string | null;
  address: string | null;
  longitude: number | null;
  latitude: number | null;
  unit: string | null;
  due: string | null;
};
export type CallStep =
  | 'received'
  | 'graded'
  | 'dispatched'
  | 'acknowledged'
  | 'departed'
  | 'arrived'
  | 'handled'
  | 'fed_back'
  | 'reviewed'
  | 'called_back'
  | 'archived';

/** A command that is legal now, and what it asks for. */
export type CommandField = {
  name: string;
  title: Title;
  type: 'text' | 'code' | 'integer' | 'number' | 'boolean' | 'choice';
  required: boolean;
  codes?: string | null;
  choices?: { value: string | number; title: Title }[] | null;
};
export type Command = { command: string; title: Title; fields: CommandField[] };

export type HistoryEntry = {
  position: number;
  type: string;
  time: string;
  recorded: string;
  actor: string;
  data: Record<string, unknown>;
};
export type Suggestion = { unit: string; nearest_unit: string; reason: Title };
export type CallDetail = {
  call: Call;
  history: HistoryEntry[];
  commands: Command[];
  suggestion: Suggestion | null;
  responses: Row[];
};
export type NewCall = {
  channel: string;
  category?: string;
  level?: number;
  summary: string;
  address?: string;
  longitude?: number;
  latitude?: number;
  area?: string;
  premises?: string;
  caller_number?: string;
  refused?: boolean;
  request_id: string;
};
export type Revealed = { summary: string | null; caller: string | null; raw: unknown };

export type Finding = Row & {
  model: string;
  model_version: string;
  subject: string;
  key: string;
  /** The key in words. */
  place: string | null;
  source: string;
  level: number | null;
  area: string | null;
  longitude: number | null;
  latitude: number | null;
  window_start: string;
  window_end: string;
  raised: string;
  expires: string | null;
  count: number;
  evidence: string[];
  because_zh: string;
  because_en: string;
  status: string;
  decided_by: string | null;
  decision_reason: string | null;
  task: string | null;
};
export type ModelCard = {
  id: string;
  version: string;
  title: Title;
  about: Title;
  purpose: string;
  owner: string;
  legal_basis: string;
  limits: Title;
  blind_spots: Title;
  known_error: Title;
  review_date: string;
  yaml: string;
};
export type FindingDetail = {
  finding: Finding;
  /** None when the model no longer runs here. */
  model: ModelCard | null;
  /** Rows of the kind named in `finding.source`. */
  evidence: Row[];
  history: HistoryEntry[];
  timeline: { time: string; count: number }[];
  task: Task | null;
  commands: Command[];
};

export type Task = Row & {
  standard: string;
  title_zh: string;
  title_en: string;
  finding: string | null;
  key: string;
  /** The key in words. */
  place: string | null;
  area: string | null;
  team: string | null;
  status: string;
  level: number | null;
  opened_at: string;
  due_at: string | null;
  verify_at: string | null;
  steps_done: string[] | null;
  evidence: string[] | null;
  result: string | null;
  verdict_zh: string | null;
  verdict_en: string | null;
  times_reopened: number | null;
};
export type TaskStandard = {
  id: string;
  version: string;
  title: Title;
  trigger: Title;
  steps: { id: string; title: Title; evidence: Title | null }[];
  acceptance: Title;
  limit: string;
  minutes: number;
  legal_basis: string;
};
export type TaskDetail = {
  task: Task;
  standard: TaskStandard | null;
  finding: Finding | null;
  history: HistoryEntry[];
  commands: Command[];
};

export type Framework = {
  id: string;
  version: string;
  title: Title;
  periods: string[];
  areas: { id: string; name: Title }[];
  /** Versions before this one whose scores are stored, and their periods. */
  earlier: Record<string, string[]>;
};
export type IndexNode = {
  id: string;
  parent: string | null;
  title: Title;
  weight: number;
  /** `node` for a branch, else how the measure enters the score. */
  kind: string;
  entry: string | null;
  score: number | null;
  value: number | null;
  unit: string | null;
  direction: string | null;
  numerator: number | null;
  denominator: number | null;
  low: number | null;
  high: number | null;
  coverage: number;
  assessed: boolean;
  /** Why it is not assessed. */
  note: Title | null;
  /** What to mind when reading it. */
  guard: Title | null;
  history: { period: string; score: number | null }[];
};
export type IndexArea = {
  id: string;
  name: Title;
  score: number | null;
  low: number | null;
  high: number | null;
  coverage: number;
  /** Areas of one band cannot be told apart. */
  band: number | null;
};
export type IndexReport = {
  framework: string;
  period: string | null;
  /** None for the whole city. */
  area: string | null;
  total: {
    score: number | null;
    low: number | null;
    high: number | null;
    coverage: number;
    history: { period: string; score: number | null }[];
  };
  nodes: IndexNode[];
  areas: IndexArea[];
  manual_share: number | null;
};
export type MeasureRecord = Record<string, unknown> & { id: string; at: string; in_numerator: boolean };
export type Measure = {
  node: string;
  formula: string;
  query: string | null;
  computed: string | null;
  numerator: number | null;
  denominator: number | null;
  value: number | null;
  low: number | null;
  high: number | null;
  /** Kind of the records. */
  kind: string | null;
  unit: string | null;
  note: Title | null;
  records: MeasureRecord[];
  total: number;
};

export type Batch = Row & {
  file: string;
  mapping: string;
  target: string;
  status: string;
  started: string;
  ended: string | null;
  rows_read: number;
  rows_stored: number;
  rows_amended: number;
  rows_duplicate: number;
  rows_quarantined: number;
  problem: string | null;
};
export type SourceTotals = {
  batches: number;
  read: number;
  stored: number;
  duplicates: number;
  quarantined: number;
};
export type Sources = { batches: Batch[]; totals: SourceTotals };
export type QuarantineRow = Row & {
  row: number;
  field: string | null;
  value?: string | null;
  reason: string;
  message?: string | null;
  status: string;
};
export type BatchDetail = {
  batch: Batch;
  reasons: { reason: string; field: string | null; count: number }[];
  rows: QuarantineRow[];
  total: number;
  retry_command: string;
};

export type AuditRow = Row & {
  at: string;
  actor: string;
  role: string;
  purpose: string;
  matter: string | null;
  target: string;
  fields: string[] | null;
  conditions: string | null;
  rows: number | null;
  result: 'allowed' | 'refused';
  reason: string | null;
  sampled: boolean | null;
};
export type JournalState = {
  facts: number;
  seals: number;
  head_hash: string | null;
  last_verified: string | null;
};
export type Verification = { facts: number; ok: boolean; broken: number | null; reason: string | null };

/** How a model does; over all of its versions. */
export type Judged = {
  /** Records it looked at in the last four weeks. */
  lately: number;
  acted_on: number;
  confirmed: number;
  lead_days: number | null;
  cost: { rows: number; bytes: number; microseconds: number; share: number; a_day: number };
  overlaps: { model: string; share: number }[];
  last_review: string | null;
  drift: { ratio: number; changed: boolean } | null;
  advice: { what: string; called: Title; why: Title }[];
};
/** A model that should run and cannot. */
export type BrokenModel = { id: string; version: string; title: Title; problem: Title; way_out: Title; yaml: string };
export type ModelEntry = ModelCard & {
  /** None while it has not been judged yet. */
  judgement: Judged | null;
  kind: string;
  live: boolean;
  findings: number;
  open: number;
  tasked: number;
  dismissed: number;
  verified: number;
  expired: number;
};

export type CodeTable = { title: Title; codes: Record<string, { title: Title; parent?: string | null }> };
export type Codes = { tables: Record<string, CodeTable> };
export type Field = {
  title: Title;
  type: string;
  data_class: string;
  codes?: string | null;
  refers?: string | null;
};
export type Kind = { id: string; title: Title; fields: Record<string, Field> };
export type Kinds = { kinds: Kind[] };

export type RegisterDataset = {
  id: string;
  title: Title;
  owner: string;
  purpose: string[];
  legal_basis: string;
  retention: string;
};
export type RegisterModel = {
  id: string;
  version: string;
  title: Title;
  about: Title;
  owner: string;
  legal_basis: string;
  known_error: Title;
  limits: Title;
  review_date: string;
};
export type Register = { datasets: RegisterDataset[]; models: RegisterModel[] };

/** RFC 9457, with our additions: where, what value, the way out, and the text in Chinese. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail?: string | null;
  detail_zh?: string | null;
  place?: string | null;
  value?: string | null;
  way_out?: string | null;
  way_out_zh?: string | null;
  code?: string | null;
};

export type Changed = {
  position: number;
  kind: string;
  id: string;
  type: string;
  time: string;
  row: Record<string, unknown>;
};
export type ClockTick = { now: string; speed: number };
