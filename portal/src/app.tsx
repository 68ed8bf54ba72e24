import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { api, ApiProblem, whenSignedOut } from './api/client';
import { Loaded } from './common/loaded';
import { LanguageProvider } from './i18n/language';
import { Failed, NotFound } from './shell/failure';
import { Layout } from './shell/layout';
import { pages } from './shell/pages';
import { SignIn } from './shell/sign-in';
import { ThemeProvider } from './shell/theme';

const FindingPage = lazy(() => import('./findings/finding'));
const BatchPage = lazy(() => import('./sources/batch'));
const WorkshopPage = lazy(() => import('./models/workshop/page'));
const PublicRegister = lazy(() => import('./models/register'));

const RETRIES = 2;

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      refetchOnWindowFocus: false,
      // a refusal stays one; only an unreachable server is asked again
      retry: (failures, error) => error instanceof ApiProblem && error.problem.status === 0 && failures < RETRIES,
    },
  },
});

const router = createBrowserRouter([
  {
    path: '/public',
    errorElement: <Failed />,
    element: (
      <Suspense fallback={null}>
        <PublicRegister />
      </Suspense>
    ),
  },
  {
    path: '/',
    element: <Inside />,
    errorElement: <Failed />,
    children: [
      ...pages.map(({ path, view: View }) => ({ path, element: <View />, errorElement: <Failed /> })),
      { path: '/findings/:id', element: <FindingPage />, errorElement: <Failed /> },
      { path: '/sources/:id', element: <BatchPage />, errorElement: <Failed /> },
      { path: '/models/workshop', element: <WorkshopPage />, errorElement: <Failed /> },
      { path: '*', element: <NotFound /> },
    ],
  },
]);

/** The inside for whoever is signed in; the sign-in page for everybody else. */
function Inside() {
  const queries = useQueryClient();
  const session = useQuery({ queryKey: ['session'], queryFn: api.session, staleTime: Infinity });
  useEffect(() => whenSignedOut(() => void queries.invalidateQueries({ queryKey: ['session'] })), [queries]);
  return <Loaded query={session}>{(known) => (known.signed_in ? <Layout /> : <SignIn session={known} />)}</Loaded>;
}

export function Portal() {
  return (
    <LanguageProvider>
      <ThemeProvider>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </ThemeProvider>
    </LanguageProvider>
  );
}
