/** Colours that leave CSS: for the map, the charts and Ant Design. Levels follow 红橙黄蓝. */
export type Palette = {
  accent: string;
  danger: string;
  warning: string;
  good: string;
  base: string;
  /** Drawers and menus. */
  raised: string;
  ground: string;
  text: string;
  quiet: string;
  line: string;
  /** Shade of an area, from least to most. */
  shade: readonly [string, string];
  boundary: string;
  /** Grounds of what is said aloud: for information, as a warning, of an error, of success. */
  tints: readonly [string, string, string, string];
  /** Level 1 (highest) to 4, then no level. */
  levels: readonly [string, string, string, string, string];
  unit: string;
};

export const palettes: { light: Palette; dark: Palette } = {
  light: {
    accent: '#0b5c80',
    danger: '#c0211f',
    warning: '#9a5b00',
    good: '#22713c',
    base: '#ffffff',
    raised: '#ffffff',
    ground: '#eef1f4',
    text: '#15202b',
    quiet: '#51606e',
    line: '#d3dae1',
    shade: ['#e3ebf0', '#6fa3bd'],
    boundary: '#8fa1b0',
    levels: ['#c0211f', '#bd5505', '#8f6d00', '#2368b8', '#66727d'],
    tints: ['#e6eff4', '#fdf3dc', '#fdecea', '#e6f4ea'],
    unit: '#22713c',
  },
  dark: {
    accent: '#5cb3dc',
    danger: '#ff6b64',
    warning: '#f0b429',
    good: '#5fc27e',
    base: '#12181f',
    raised: '#1a222b',
    ground: '#0b0f14',
    text: '#e4eaf0',
    quiet: '#9dabb8',
    line: '#2a3541',
    shade: ['#18232d', '#2c6584'],
    boundary: '#43566a',
    levels: ['#ff6b64', '#ff9a4d', '#f0cc3c', '#6ab0ff', '#8f9ba6'],
    tints: ['#16242f', '#2b2410', '#2c1a1a', '#14261b'],
    unit: '#5fc27e',
  },
};

/** The colour of a level from 1 to 4; that of no level for anything else. */
export function levelColour(palette: Palette, level: number | null | undefined): string {
  const [first, second, third, fourth, none] = palette.levels;
  return { 1: first, 2: second, 3: third, 4: fourth }[level ?? 0] ?? none;
}
