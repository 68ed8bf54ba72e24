import { BulbOutlined, MenuOutlined, QuestionCircleOutlined, UserOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { api } from '@/api/client';
import type { User } from '@/api/types';
import { Mark } from '@/common/marks';
import { useSpeech } from '@/i18n/language';
import { useCityNow, useSpeed } from '@/lib/live';
import { useSession, useZone } from '@/lib/reference';
import { at } from '@/lib/time';
import { staySignedOut } from './sign-in';
import { useTheme, type Appearance } from './theme';

type Props = { openNavigation: () => void; showShortcuts: () => void };

export function Header({ openNavigation, showShortcuts }: Props) {
  const { t } = useSpeech();
  const session = useSession();
  return (
    <header className="header">
      <Button className="only-narrow" type="text" icon={<MenuOutlined />} aria-label={t('open_navigation')} onClick={openNavigation} />
      <span className="brand">
        {t('product')}
        <small className="only-wide">{t('tagline')}</small>
      </span>
      {session?.demo && <Mark tone="warning">{t('demo')}</Mark>}
      <CityClock />
      <span className="push" />
      <Button
        className="only-wide"
        type="text"
        icon={<QuestionCircleOutlined />}
        aria-label={t('shortcuts')}
        aria-keyshortcuts="?"
        onClick={showShortcuts}
      />
      <Controls />
      {session?.user && <UserMenu user={session.user} />}
    </header>
  );
}

function CityClock() {
  const { t } = useSpeech();
  const zone = useZone();
  const now = useCityNow();
  const speed = useSpeed();
  return (
    <span className="city-clock" role="timer" aria-label={t('city_clock')} title={`${t('city_clock')} · ${zone}`}>
      <span className="only-wide">{at(now, zone, 'day')} </span>
      <b className="figures">{at(now, zone, 'time')}</b>
      {speed !== 1 && (
        <small className="quiet" title={t('speed', { n: speed })}>
          ×{speed}
        </small>
      )}
    </span>
  );
}

/** Language and appearance; also on the pages that need no sign-in. */
export function Controls() {
  const { t, language, setLanguage } = useSpeech();
  const { appearance, setAppearance } = useTheme();
  const choices: Appearance[] = ['system', 'light', 'dark'];
  return (
    <>
      <Button
        type="text"
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        aria-label={`${t('language')} · ${t('switch_language')}`}
        onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
      >
        {t('language')}
      </Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: choices.map((key) => ({ key, label: t(`theme_${key}`) })),
          selectedKeys: [appearance],
          onClick: ({ key }) => setAppearance(key as Appearance),
        }}
      >
        <Button type="text" icon={<BulbOutlined />} aria-label={t('theme')} />
      </Dropdown>
    </>
  );
}

function UserMenu({ user }: { user: User }) {
  const { t, title } = useSpeech();
  const client = useQueryClient();
  const signOut = useMutation({
    mutationFn: api.signOut,
    onSuccess: (session) => {
      staySignedOut();
      client.setQueryData(['session'], session);
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' }); // nothing that was seen stays
    },
    onError: () => location.reload(), // still signed in, or unreachable: the page says which
  });
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'who', type: 'group', label: `${user.name} · ${title(user.role_title)}` },
          { key: 'out', label: t('sign_out') },
        ],
        onClick: () => signOut.mutate(),
      }}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={`${t('user_menu')}: ${user.name}`}>
        <span className="only-wide">
          {user.name} · {title(user.role_title)}
        </span>
      </Button>
    </Dropdown>
  );
}
