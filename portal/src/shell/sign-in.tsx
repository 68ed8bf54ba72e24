import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { api, ApiProblem } from '@/api/client';
import type { Session } from '@/api/types';
import { ProblemView } from '@/common/problem';
import { useSpeech } from '@/i18n/language';
import { Controls } from './header';

const LEFT = 'anlan.signed-out';

/** After signing out, the demonstration waits for a click instead of signing in again by itself. */
export function staySignedOut(): void {
  sessionStorage.setItem(LEFT, 'yes');
}

export function SignIn({ session }: { session: Session }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const onSuccess = (answer: Session) => {
    sessionStorage.removeItem(LEFT);
    client.setQueryData(['session'], answer);
  };
  const signIn = useMutation({
    mutationFn: ({ username, password }: { username: string; password: string }) => api.signIn(username, password),
    onSuccess,
  });
  const { mutate: enterDemo, ...demo } = useMutation({ mutationFn: api.signInDemo, onSuccess });

  useEffect(() => {
    if (session.demo && sessionStorage.getItem(LEFT) === null) enterDemo();
  }, [session.demo, enterDemo]);

  return (
    <main className="sign-in" id="main">
      <div className="sign-in-box">
        <h1>{t('product')}</h1>
        <p className="quiet">{t('tagline')}</p>
        {session.demo && (
          <>
            <Alert type="info" title={t('demo_note')} />
            <Button type="primary" block loading={demo.isPending} onClick={() => enterDemo()}>
              {t('enter_demo')}
            </Button>
          </>
        )}
        <Form layout="vertical" requiredMark={false} onFinish={(given: { username: string; password: string }) => signIn.mutate(given)}>
          <Form.Item name="username" label={t('username')} rules={[{ required: true, message: t('required') }]}>
            <Input autoComplete="username" autoFocus />
          </Form.Item>
          <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('required') }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Button type={session.demo ? 'default' : 'primary'} htmlType="submit" block loading={signIn.isPending}>
            {t('sign_in')}
          </Button>
        </Form>
        {signIn.isError && <Refusal error={signIn.error} />}
        {demo.isError && <ProblemView error={demo.error} />}
        <footer>
          <Link to="/public">{t('register')}</Link>
          <Controls />
        </footer>
      </div>
    </main>
  );
}

/** Why one is not let in. Which of name and password is wrong is not said: that would help a guesser. */
function Refusal({ error }: { error: Error }) {
  const { t } = useSpeech();
  if (!(error instanceof ApiProblem) || error.problem.status !== 401) return <ProblemView error={error} />;
  return <Alert type="error" showIcon role="alert" title={t('sign_in_refused')} description={t('sign_in_refused_way')} />;
}
