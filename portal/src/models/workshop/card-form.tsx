import { Input, Select } from 'antd';
import type { Model } from '@/api/workshop';
import { useSpeech } from '@/i18n/language';
import type { Word } from '@/i18n/words';
import { PURPOSES, purposeName } from '@/lib/purpose';
import { Setting, TitleInput } from './inputs';
import { belongs } from './problems';
import { ProblemList } from './problem-list';
import { useWorkshop } from './state';

const SORTS = ['look-up', 'statistical', 'sequence', 'composite'];
const TEXTS = { id: 'model_id', version: 'version', owner: 'owner', legal_basis: 'legal_basis' } as const;
const TITLES = {
  title: 'model_title',
  about: 'about',
  limits: 'limits',
  blind_spots: 'blind_spots',
  known_error: 'known_error',
  because: 'because',
} as const;

/** What is written on the model's card: name, purpose, owner, legal basis, what it cannot see. */
export function CardForm() {
  const { t } = useSpeech();
  const { draft, change, checked } = useWorkshop();
  const { model } = draft;
  const set = (part: Partial<Model>) => change({ ...draft, model: { ...model, ...part } }, `card.${Object.keys(part).join()}`);
  const problems = (checked.data?.problems ?? []).filter((problem) => belongs(problem) === 'card');
  return (
    <>
      <ProblemList problems={problems} />
      <div className="card-form">
        <CardTexts model={model} set={set} />
        <Setting name={t('kind_of_model')}>
          <Select
            size="small"
            aria-label={t('kind_of_model')}
            value={model.kind_of_model}
            options={SORTS.map((value) => ({ value, label: t(`kind_${value}` as Word) }))}
            onChange={(kind_of_model: string) => set({ kind_of_model })}
          />
        </Setting>
        <Setting name={t('purpose')}>
          <Select
            size="small"
            aria-label={t('purpose')}
            value={model.purpose}
            options={Object.keys(PURPOSES).map((value) => ({ value, label: purposeName(value, t) }))}
            onChange={(purpose: string) => set({ purpose })}
          />
        </Setting>
        <Setting name={t('review_date')}>
          <Input
            size="small"
            type="date"
            aria-label={t('review_date')}
            value={model.review_date}
            onChange={(event) => set({ review_date: event.target.value })}
          />
        </Setting>
      </div>
      {Object.entries(TITLES).map(([name, word]) => (
        <Setting key={name} name={t(word)} hint={name === 'because' ? t('because_hint') : undefined}>
          <TitleInput label={t(word)} value={model[name as keyof typeof TITLES]} change={(title) => set({ [name]: title })} />
          {name === 'because' && <small className="quiet">{t('because_hint')}</small>}
        </Setting>
      ))}
    </>
  );
}

function CardTexts({ model, set }: { model: Model; set: (part: Partial<Model>) => void }) {
  const { t } = useSpeech();
  return Object.entries(TEXTS).map(([name, word]) => (
    <Setting key={name} name={t(word)}>
      <Input
        size="small"
        aria-label={t(word)}
        value={model[name as keyof typeof TEXTS]}
        onChange={(event) => set({ [name]: event.target.value })}
      />
    </Setting>
  ));
}
