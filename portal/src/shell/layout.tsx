import { Alert, Drawer } from 'antd';
import { Suspense, useState } from 'react';
import { Outlet } from 'react-router';
import { useSpeech } from '@/i18n/language';
import { useConnected, useLiveLine } from '@/lib/live';
import { Announcer } from './announcer';
import { Header } from './header';
import { Navigation } from './nav';
import { Panels } from './panels';
import { ShortcutsHelp, useShortcuts } from './shortcuts';

/** The inside: header, navigation, the page, and the drawers that open over any page. */
export function Layout() {
  const { t } = useSpeech();
  const [navigating, navigate] = useState(false);
  const shortcuts = useShortcuts();
  useLiveLine();
  return (
    <div className="layout">
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <Header openNavigation={() => navigate(true)} showShortcuts={() => shortcuts.show(true)} />
      <div className="side only-wide">
        <Navigation />
      </div>
      <Drawer open={navigating} onClose={() => navigate(false)} placement="left" size={240} title={t('product')}>
        <Navigation chosen={() => navigate(false)} />
      </Drawer>
      <main id="main" tabIndex={-1}>
        <ConnectionBanner />
        <Suspense fallback={null}>
          <Outlet />
        </Suspense>
      </main>
      <Announcer />
      <Panels />
      <ShortcutsHelp shown={shortcuts.shown} close={() => shortcuts.show(false)} />
    </div>
  );
}

function ConnectionBanner() {
  const { t } = useSpeech();
  if (useConnected()) return null;
  return <Alert banner type="warning" role="status" title={t('connection_lost')} />;
}
