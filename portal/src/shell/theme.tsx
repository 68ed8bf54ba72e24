import { App, ConfigProvider, theme as ant, type MappingAlgorithm } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { createContext, use, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useSpeech } from '@/i18n/language';
import { palettes, type Palette } from './palette';

/** Ant Design's compact sizes, but letters that can be read at night. */
const legible: MappingAlgorithm = (seed, compact) => ({ ...(compact ?? ant.compactAlgorithm(seed)), fontSize: 13, fontSizeSM: 12, fontSizeLG: 14 });

export type Appearance = 'system' | 'light' | 'dark';

type Theme = { appearance: Appearance; setAppearance: (appearance: Appearance) => void; dark: boolean; palette: Palette };

const STORED = 'anlan.appearance';
const Themed = createContext<Theme | null>(null);
const FONTS = 'system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

function watchMedia(query: string) {
  const media = matchMedia(query);
  return {
    subscribe: (changed: () => void) => {
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    matches: () => media.matches,
  };
}

const systemDark = watchMedia('(prefers-color-scheme: dark)');
const lessMotion = watchMedia('(prefers-reduced-motion: reduce)');

/** Whether the reader asked for less motion. */
export const useLessMotion = () => useSyncExternalStore(lessMotion.subscribe, lessMotion.matches);

function remembered(): Appearance {
  const stored = localStorage.getItem(STORED);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const { language } = useSpeech();
  const [appearance, setAppearance] = useState<Appearance>(remembered);
  const system = useSyncExternalStore(systemDark.subscribe, systemDark.matches);
  const still = useLessMotion();
  const dark = appearance === 'system' ? system : appearance === 'dark';
  const palette = palettes[dark ? 'dark' : 'light'];

  useEffect(() => {
    localStorage.setItem(STORED, appearance);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }, [appearance, dark]);

  const config = useMemo(
    () => ({
      algorithm: [dark ? ant.darkAlgorithm : ant.defaultAlgorithm, ant.compactAlgorithm, legible],
      token: {
        colorPrimary: palette.accent,
        colorInfo: palette.accent,
        colorLink: palette.accent,
        colorError: palette.danger,
        colorSuccess: palette.good,
        colorWarning: palette.warning,
        colorBgBase: palette.base,
        colorInfoBg: palette.tints[0],
        colorWarningBg: palette.tints[1],
        colorErrorBg: palette.tints[2],
        colorSuccessBg: palette.tints[3],
        colorBgContainer: palette.base,
        colorBgElevated: palette.raised,
        colorBgLayout: palette.ground,
        colorBorder: palette.boundary,
        colorBorderSecondary: palette.line,
        colorTextBase: palette.text,
        colorText: palette.text,
        colorTextHeading: palette.text,
        colorTextDescription: palette.quiet,
        colorTextPlaceholder: palette.quiet,
        fontFamily: FONTS,
        borderRadius: 4,
        motion: !still,
      },
      components: { Button: { primaryColor: palette.base }, Table: { headerBg: palette.ground, rowHoverBg: palette.ground } },
    }),
    [dark, palette, still],
  );
  const value = useMemo(() => ({ appearance, setAppearance, dark, palette }), [appearance, dark, palette]);

  return (
    <Themed value={value}>
      <ConfigProvider theme={config} locale={language === 'zh' ? zhCN : enUS} button={{ autoInsertSpace: false }}>
        <App className="app">{children}</App>
      </ConfigProvider>
    </Themed>
  );
}

export function useTheme(): Theme {
  const theme = use(Themed);
  if (!theme) throw new Error('useTheme needs a ThemeProvider');
  return theme;
}
