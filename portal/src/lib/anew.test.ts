import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { askAnew, askStale } from './anew';

/** A page that asks; answers come when they are given. */
function asking() {
  const client = new QueryClient();
  const answers: ((said: string) => void)[] = [];
  const queryFn = () => new Promise<string>((answer) => answers.push(answer));
  const observer = new QueryObserver(client, { queryKey: ['models'], queryFn });
  const shown: (string | undefined)[] = [];
  observer.subscribe(({ data }) => shown.push(data));
  return { client, answers, shown };
}

const soon = () => new Promise((done) => setTimeout(done, 5));

test('an answer from before a change is not taken for the new one', async () => {
  const { client, answers, shown } = asking();
  const anew = askAnew(client, { queryKey: ['models'] });
  await soon();
  expect(answers.length).toBe(2);
  answers[0]?.('before');
  answers[1]?.('after');
  await anew;
  expect(shown.at(-1)).toBe('after');
  expect(shown).not.toContain('before');
});

test('what became stale while it was asked is asked once more', async () => {
  const { client, answers, shown } = asking();
  const stale = new Set(['models']);
  askStale(client, stale);
  expect(answers.length).toBe(1);
  expect([...stale]).toEqual(['models']);
  answers[0]?.('before');
  await soon();
  askStale(client, stale);
  await soon();
  expect([...stale]).toEqual([]);
  answers[1]?.('after');
  await soon();
  expect(shown.at(-1)).toBe('after');
});
