import { Button } from 'antd';
import type { Remark } from '@/api/evaluation';
import { useSpeech } from '@/i18n/language';

/** What the linter has to say, errors first; a line it is about can be gone to. */
export function RemarkList({ remarks, goTo }: { remarks: Remark[]; goTo: (line: number) => void }) {
  const { t } = useSpeech();
  if (remarks.length === 0) return <p className="quiet">{t('remarks_none')}</p>;
  return (
    <ul className="remarks" aria-label={t('remarks')}>
      {remarks.map(({ severity, rule, node, message, way_out, line }, n) => (
        <li key={n} className={severity}>
          <b>{t(`severity_${severity}`)}</b> <code>{node}</code> <small className="quiet">{rule}</small>{' '}
          {line !== null && (
            <Button type="link" size="small" aria-label={t('to_line', { n: line })} onClick={() => goTo(line)}>
              {t('line_n', { n: line })}
            </Button>
          )}
          <p>{message}</p>
          <p className="quiet">
            {t('problem_way_out')}: {way_out}
          </p>
        </li>
      ))}
    </ul>
  );
}
