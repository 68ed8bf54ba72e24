import { Drawer, type DrawerProps } from 'antd';
import { lazy, Suspense, type ReactNode } from 'react';
import { useSpeech } from '@/i18n/language';
import { usePanel } from '@/lib/panel';

const CallPanel = lazy(() => import('@/situation/call-panel'));
const NewCallPanel = lazy(() => import('@/situation/new-call'));
const TaskPanel = lazy(() => import('@/tasks/task-panel'));

/** The drawer the address asks for: a call, a task, or a new call. Escape closes it. */
export function Panels() {
  const { t } = useSpeech();
  const { call, task, newCall, open, close } = usePanel();
  return (
    <>
      <SideDrawer open={call !== null} onClose={close} title={`${t('call')} ${call ?? ''}`}>
        {call !== null && <CallPanel key={call} id={call} />}
      </SideDrawer>
      <SideDrawer open={task !== null} onClose={close} title={`${t('task')} ${task ?? ''}`}>
        {task !== null && <TaskPanel key={task} id={task} />}
      </SideDrawer>
      <SideDrawer open={newCall} onClose={close} title={t('new_call')}>
        {newCall && <NewCallPanel done={(id) => open('call', id)} />}
      </SideDrawer>
    </>
  );
}

export function SideDrawer({ children, ...drawer }: DrawerProps & { children: ReactNode }) {
  return (
    <Drawer size="min(720px, 100vw)" mask={{ closable: true, blur: false }} destroyOnHidden {...drawer}>
      <Suspense fallback={null}>{children}</Suspense>
    </Drawer>
  );
}
