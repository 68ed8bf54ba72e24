/** Numbers as they are shown: grouped, at most `digits` after the point; `–` for nothing. */
export function number(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

/** A number of points with its sign; 0 has none. */
export function signed(points: number, digits = 2): string {
  const shown = number(Math.abs(points), digits);
  return shown === '0' ? shown : `${points > 0 ? '+' : '−'}${shown}`;
}

/** A share from 0 to 1 as a percentage. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined || !Number.isFinite(share) ? '–' : `${number(share * 100, 1)}%`;
}

/** The parts of a whole in percent of its width; nothing of nothing is 0. */
export function shares(parts: readonly number[]): number[] {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => (whole === 0 ? 0 : (part / whole) * 100));
}
