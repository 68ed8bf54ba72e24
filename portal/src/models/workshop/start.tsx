import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link } from 'react-router';
import { api } from '@/api/client';
import type { Blocks, Model } from '@/api/workshop';
import { Loaded } from '@/common/loaded';
import { PageHead, Section } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { useSession, useZone } from '@/lib/reference';
import { at } from '@/lib/time';
import { useCopying } from './copying';
import { blank, nearby, template } from './templates';

/** Where a model begins: a template of each family, a model there is, or nothing. */
export function Start({ blocks, begin }: { blocks: Blocks; begin: (model: Model) => void }) {
  const { t, title } = useSpeech();
  const zone = useZone();
  const today = at(useSession()?.now, zone, 'day');
  return (
    <div className="page">
      <PageHead title={t('workshop')}>
        <Link to="/models">{t('models')}</Link>
      </PageHead>
      <p>{t('workshop_about')}</p>
      <Section title={t('from_template')}>
        <ul className="templates">
          {blocks.families.map((family) => (
            <li key={family.id}>
              <button type="button" onClick={() => begin(template(blocks, family.id, zone, today))}>
                <b>{title(family.title)}</b>
                <span className="quiet">{title(family.about)}</span>
              </button>
            </li>
          ))}
          {blocks.links
            .filter(({ id }) => id === 'within')
            .map((link) => (
              <li key={link.id}>
                <button type="button" onClick={() => begin(nearby(blocks, zone, today))}>
                  <b>{title(link.title)}</b>
                  <span className="quiet">{title(link.about)}</span>
                </button>
              </li>
            ))}
          <li>
            <button type="button" onClick={() => begin(blank(today))}>
              <b>{t('from_nothing')}</b>
              <span className="quiet">{t('from_nothing_about')}</span>
            </button>
          </li>
        </ul>
      </Section>
      <FromModel begin={begin} />
    </div>
  );
}

function FromModel({ begin }: { begin: (model: Model) => void }) {
  const { t, title } = useSpeech();
  const models = useQuery({ queryKey: ['models'], queryFn: api.models });
  const { copy, view } = useCopying(begin);
  return (
    <Section title={t('from_model')}>
      {view}
      <Loaded query={models}>
        {({ items }) => (
          <ul className="from-models">
            {items.map((model) => (
              <li key={model.id}>
                <b>{title(model.title)}</b> <span className="quiet">{model.version}</span>
                <span className="push" />
                <Button size="small" onClick={() => copy(model, 'change')}>
                  {t('next_version')}
                </Button>
                <Button size="small" onClick={() => copy(model, 'copy')}>
                  {t('copy_model')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}
