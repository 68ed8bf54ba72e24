import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, InputNumber } from 'antd';
import type { Raise } from '@/api/workshop';
import { Level } from '@/common/marks';
import { useSpeech } from '@/i18n/language';
import { DurationInput, Setting } from './inputs';
import { byUrgency } from './levels';

type Props = { settings: Raise; change: (settings: Raise, touched?: string) => void };

/** From which measure a finding is raised, how long a level stays silent then, and how long it stands. */
export function RaiseForm({ settings, change }: Props) {
  const { t } = useSpeech();
  const levels = byUrgency(settings);
  const { cooldown, ...uncooled } = settings;
  const most = levels[0];
  return (
    <>
      <Setting name={t('levels')}>
        <ul className="levels">
          {levels.map(({ level, at_least }) => (
            <li key={level}>
              <Level level={level} /> ≥
              <InputNumber
                size="small"
                aria-label={t('threshold_of', { level: t('level_n', { n: level }) })}
                value={at_least}
                onChange={(given) => given !== null && change({ ...settings, levels: settings.levels.map((each) => (each.level === level ? { level, at_least: given } : each)) }, `raise.${level}`)}
              />
              {levels.length > 1 && (
                <Button
                  size="small"
                  type="text"
                  icon={<CloseOutlined />}
                  aria-label={`${t('remove')} ${t('level_n', { n: level })}`}
                  onClick={() => change({ ...settings, levels: settings.levels.filter((each) => each.level !== level) })}
                />
              )}
            </li>
          ))}
        </ul>
        {most && most.level > 1 && (
          <Button
            size="small"
            icon={<PlusOutlined />}
            onClick={() =>
              change({ ...settings, levels: [...settings.levels, { level: most.level - 1, at_least: most.at_least * 2 }] })
            }
          >
            {t('add_level', { n: most.level - 1 })}
          </Button>
        )}
      </Setting>
      <Setting name={t('cooldown')} hint={t('cooldown_hint')}>
        {cooldown === undefined ? (
          <Button size="small" icon={<PlusOutlined />} onClick={() => change({ ...settings, cooldown: '30d' })}>
            {t('add')}
          </Button>
        ) : (
          <>
            <DurationInput label={t('cooldown')} value={cooldown} change={(given) => change({ ...settings, cooldown: given })} />
            <Button size="small" type="text" icon={<CloseOutlined />} aria-label={t('remove')} onClick={() => change(uncooled)} />
          </>
        )}
      </Setting>
      <p className="quiet">{t('cooldown_hint')}</p>
      <Setting name={t('expires_after')}>
        <DurationInput
          label={t('expires_after')}
          value={settings.expires_after}
          change={(expires_after) => change({ ...settings, expires_after })}
        />
      </Setting>
    </>
  );
}
