import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { Word } from '@/i18n/words';

export type Page = {
  path: string;
  name: Word;
  /** Second key after `g`. */
  key: string;
  /** Permission it takes to see it; none for what everybody may see. */
  needs?: string;
  view: LazyExoticComponent<ComponentType>;
};

/** The pages of the navigation, in its order. */
export const pages: readonly Page[] = [
  { path: '/', name: 'situation', key: 's', needs: 'situation.see', view: lazy(() => import('@/situation/page')) },
  { path: '/findings', name: 'findings', key: 'f', needs: 'finding.see', view: lazy(() => import('@/findings/page')) },
  { path: '/tasks', name: 'tasks', key: 't', needs: 'task.see', view: lazy(() => import('@/tasks/page')) },
  { path: '/index', name: 'index', key: 'i', needs: 'index.see', view: lazy(() => import('@/index/page')) },
  { path: '/sources', name: 'sources', key: 'q', needs: 'source.see', view: lazy(() => import('@/sources/page')) },
  { path: '/audit', name: 'audit', key: 'a', needs: 'audit.see', view: lazy(() => import('@/audit/page')) },
  { path: '/models', name: 'models', key: 'm', needs: 'model.see', view: lazy(() => import('@/models/page')) },
];
