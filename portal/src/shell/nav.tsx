import {
  AlertOutlined,
  AuditOutlined,
  BarChartOutlined,
  CheckSquareOutlined,
  DatabaseOutlined,
  DeploymentUnitOutlined,
  RadarChartOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import { useSpeech } from '@/i18n/language';
import type { Word } from '@/i18n/words';
import { useMay } from '@/lib/reference';
import { pages, type Page } from './pages';

const ICONS: Partial<Record<Word, ReactNode>> = {
  situation: <RadarChartOutlined />,
  findings: <AlertOutlined />,
  tasks: <CheckSquareOutlined />,
  index: <BarChartOutlined />,
  sources: <DatabaseOutlined />,
  audit: <AuditOutlined />,
  models: <DeploymentUnitOutlined />,
};

/** The pages this role may see. */
export function useMyPages(): Page[] {
  const may = useMay();
  return pages.filter(({ needs }) => needs === undefined || may(needs));
}

export function Navigation({ chosen }: { chosen?: () => void }) {
  const { t } = useSpeech();
  return (
    <nav aria-label={t('navigation')} className="nav">
      <ul>
        {useMyPages().map(({ path, name, key }) => (
          <li key={path}>
            <NavLink to={path} end={path === '/'} onClick={chosen} aria-keyshortcuts={`g ${key}`}>
              <span aria-hidden>{ICONS[name]}</span>
              {t(name)}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
