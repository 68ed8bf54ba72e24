import { Alert, Button } from 'antd';
import { isRouteErrorResponse, Link, useRouteError } from 'react-router';
import { PageHead } from '@/common/section';
import { useSpeech } from '@/i18n/language';

/** A page that is not there. */
export function NotFound() {
  const { t } = useSpeech();
  return (
    <div className="page">
      <PageHead title={t('not_found')} />
      <p>{t('not_found_way')}</p>
      <Link to="/">{t('back_to_situation')}</Link>
    </div>
  );
}

/** A page that failed while it was drawn. */
export function Failed() {
  const { t } = useSpeech();
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  return (
    <div className="page">
      <Alert
        type="error"
        showIcon
        title={t('problem_render')}
        description={
          <>
            <p>
              <code>{String(error)}</code>
            </p>
            <p>{t('problem_render_way')}</p>
          </>
        }
        action={<Button onClick={() => location.reload()}>{t('retry')}</Button>}
      />
    </div>
  );
}
