import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Title } from '@/api/types';
import { words, type Word } from './words';

export type Language = 'zh' | 'en';
export type Values = Record<string, string | number>;

const STORED = 'anlan.language';

/** The word in a language, with `{name}` places filled. */
export function word(language: Language, key: Word, values: Values = {}): string {
  return words[key][language].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Text the server keeps as “zh | en” in the language asked for; any other text as it is. */
export function inLanguage(text: string, language: Language): string {
  const [zh, en, ...more] = text.split(' | ');
  if (!zh || !en || more.length > 0 || !HAN.test(zh)) return text;
  return language === 'zh' ? zh : en;
}

const HAN = /\p{Script=Han}/u;

export type Speech = {
  language: Language;
  setLanguage: (language: Language) => void;
  /** A fixed word. */
  t: (key: Word, values?: Values) => string;
  /** A declared title, or text kept in both languages; plain text passes as it is. */
  title: (title: Title | string | null | undefined) => string;
};

const Speaking = createContext<Speech | null>(null);

function remembered(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === 'zh' || stored === 'en') return stored;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(remembered);

  useEffect(() => {
    localStorage.setItem(STORED, language);
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);

  const t = useCallback((key: Word, values?: Values) => word(language, key, values), [language]);
  const title = useCallback(
    (given: Title | string | null | undefined) =>
      typeof given === 'string' ? inLanguage(given, language) : (given?.[language] ?? ''),
    [language],
  );
  const speech = useMemo(() => ({ language, setLanguage, t, title }), [language, t, title]);
  return <Speaking value={speech}>{children}</Speaking>;
}

export function useSpeech(): Speech {
  const speech = use(Speaking);
  if (!speech) throw new Error('useSpeech needs a LanguageProvider');
  return speech;
}
