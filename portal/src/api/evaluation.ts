/** What the analyses of an index say, mirrored by hand. */

import type { Title } from './types';

export type Way = 'arithmetic' | 'geometric' | 'harmonic' | 'power' | 'minimum' | 'copeland';
export type Branch = {
  id: string;
  children: string[];
  weights: number[];
  way: Way;
  power: number;
  threshold: number;
  deductions: string[];
};
/** A measure as it was scored; score and interval are on the common scale. */
export type Leaf = { node: string; value: number; score: number; low: number; high: number };
export type Unit = {
  /** Empty for the whole city. */
  id: string;
  whole: boolean;
  leaves: Leaf[];
  /** Of the nodes that are assessed. */
  scores: Record<string, number>;
  ranks: Record<string, number>;
};
/** What the scores of a period are made of. */
export type Workings = {
  period: string;
  /** Each after all it is made of; the last is the whole. */
  branches: Branch[];
  units: Unit[];
  /** Whether weights may be moved without asking the server. */
  alone: boolean;
};
export type SupposedValue = { area: string | null; node: string; value: number };
export type Supposed = { period: string; weights: Record<string, number>; values: SupposedValue[] };

export type Side = { version: string; period: string; area: string | null; score: number; low: number | null; high: number | null };
export type Comparison = {
  node: string;
  title: Title;
  first: Side;
  second: Side;
  difference: number;
  /** Null where values have no intervals. */
  apart: boolean | null;
  /** Points by step; null where the difference could not be split. */
  parts: Record<string, number> | null;
  indicators: { node: string; title: Title; points: number }[] | null;
  unsplit: string | null;
};

export type Severity = 'error' | 'warning' | 'note';
export type Remark = { severity: Severity; rule: string; node: string; message: string; way_out: string; line: number | null };
export type LintedNode = { id: string; parent: string | null; title: Title; share: number; kind: string; collected: boolean };
export type Linted = { ok: boolean; id: string | null; version: string | null; remarks: Remark[]; nodes: LintedNode[]; manual_share: number | null };
export type Declared = { yaml: string; file: string };
