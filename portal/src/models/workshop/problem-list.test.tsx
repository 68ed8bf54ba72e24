import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, expect, it, vi } from 'vitest';
import { ApiProblem } from '@/api/client';
import { told } from '@/common/told';
import { LanguageProvider, type Language } from '@/i18n/language';
import { ProblemList } from './problem-list';

const PROBLEM = {
  place: 'key',
  problem: { zh: 'key：`caller` 属于假名', en: 'key: `caller` is pseudonym data' },
  value: 'caller',
  way_out: { zh: '可作对象的字段：premises', en: 'key on one of premises' },
};

function shown(language: Language): string {
  vi.stubGlobal('localStorage', { getItem: () => language });
  return renderToStaticMarkup(
    <LanguageProvider>
      <ProblemList problems={[PROBLEM]} />
    </LanguageProvider>,
  );
}

afterEach(() => vi.unstubAllGlobals());

it('shows what is wrong and the way out in the language of the page, and only in it', () => {
  const [zh, en] = [shown('zh'), shown('en')];
  expect(zh).toContain(PROBLEM.problem.zh);
  expect(zh).toContain(`解决办法: ${PROBLEM.way_out.zh}`);
  expect(zh).not.toContain('pseudonym');
  expect(en).toContain(PROBLEM.problem.en);
  expect(en).toContain(`Way out: ${PROBLEM.way_out.en}`);
  expect(en).not.toMatch(/\p{Script=Han}/u);
});

it('is told of a refusal in both languages, and of one without Chinese in English', () => {
  const refusal = { type: 'about:blank', title: '不允许 | Not allowed', status: 403, detail: 'no', way_out: 'ask' };
  expect(told(new ApiProblem({ ...refusal, detail_zh: '不行', way_out_zh: '去问' }))).toMatchObject({
    detail: { zh: '不行', en: 'no' },
    way_out: { zh: '去问', en: 'ask' },
  });
  expect(told(new ApiProblem(refusal)).detail).toEqual({ zh: 'no', en: 'no' });
});
