import { Modal } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useSpeech } from '@/i18n/language';
import { useKey } from '@/lib/keys';
import { usePanel } from '@/lib/panel';
import { useMay } from '@/lib/reference';
import { useMyPages } from './nav';

const CHORD_MS = 1500;

/** The keys that work on every page; returns whether their list is shown. */
export function useShortcuts() {
  const navigate = useNavigate();
  const { open } = usePanel();
  const may = useMay();
  const pages = useMyPages();
  const [shown, show] = useState(false);
  const leader = useRef(0);
  useKey((key) => {
    const chord = performance.now() - leader.current < CHORD_MS;
    leader.current = key === 'g' ? performance.now() : 0;
    const page = chord && pages.find((one) => one.key === key);
    if (page) void navigate(page.path);
    else if (key === '?') show(true);
    else if (key === 'n' && may('call.take')) setTimeout(() => open('new-call')); // after this key press, or it is typed
  });
  return { shown, show };
}

export function ShortcutsHelp({ shown, close }: { shown: boolean; close: () => void }) {
  const { t } = useSpeech();
  const may = useMay();
  const pages = useMyPages();
  return (
    <Modal open={shown} onCancel={close} footer={null} title={t('shortcuts')}>
      <dl className="shortcuts">
        <Keys keys={['?']}>{t('key_help')}</Keys>
        {may('call.take') && <Keys keys={['n']}>{t('key_new_call')}</Keys>}
        <Keys keys={['j', 'k']}>{t('key_next')}</Keys>
        <Keys keys={['Enter']}>{t('key_open')}</Keys>
        <Keys keys={['Esc']}>{t('key_close')}</Keys>
        {pages.map(({ key, name }) => (
          <Keys key={key} keys={['g', key]}>
            {t('go_to', { page: t(name) })}
          </Keys>
        ))}
      </dl>
    </Modal>
  );
}

function Keys({ keys, children }: { keys: string[]; children: ReactNode }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
