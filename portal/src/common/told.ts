import { ApiProblem } from '@/api/client';
import type { Title } from '@/api/types';
import { words } from '@/i18n/words';

type Text = Title | string | null;

/** What went wrong, said in both languages: its name, what exactly, where, with what value, and the way out. */
export type Told = { title: Title | string; detail: Text; place: string | null; value: string | null; way_out: Text };

/** Any failure as it is told to the user. */
export function told(error: unknown): Told {
  if (!(error instanceof ApiProblem)) return { title: String(error), detail: null, place: null, value: null, way_out: null };
  const { code, title, detail, detail_zh, place = null, value = null, way_out, way_out_zh } = error.problem;
  if (code === 'unreachable')
    return { title: words.problem_unreachable, detail: null, place, value, way_out: words.problem_unreachable_way };
  return { title, detail: both(detail, detail_zh), place, value, way_out: both(way_out, way_out_zh) };
}

function both(en: string | null | undefined, zh: string | null | undefined): Text {
  return en ? { zh: zh ?? en, en } : null;
}
