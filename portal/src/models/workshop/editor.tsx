import { RedoOutlined, UndoOutlined } from '@ant-design/icons';
import { Button, Popconfirm, Tabs } from 'antd';
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react';
import type { Blocks } from '@/api/workshop';
import { Mark } from '@/common/marks';
import { PageHead } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { BacktestView } from './backtest';
import { Canvas } from './canvas';
import { CardForm } from './card-form';
import { CostLine } from './cost-line';
import type { Draft } from './draft';
import { ExamplesForm } from './examples-form';
import { Inspector } from './inspector';
import { Palette } from './palette';
import { belongs } from './problems';
import { Propose } from './propose';
import { Assembling, useAssembling, useWorkshop, type Beside, type Workshop } from './state';
import { Yaml } from './yaml';

/** The workshop proper: the graph, what it finds on history, and everything about it beside it. */
export function Editor({ blocks, first, leave }: { blocks: Blocks; first: Draft; leave: () => void }) {
  const workshop = useAssembling(blocks, first);
  const side = useRef<HTMLElement>(null);
  useUndoKeys(workshop);
  return (
    <Assembling value={workshop}>
      <div className="workshop">
        <Head leave={leave} />
        <Palette />
        <div className="workshop-main">
          <Canvas inspect={() => side.current?.focus()} />
          <BacktestView />
        </div>
        <aside ref={side} className="section workshop-side" tabIndex={-1}>
          <Beside />
        </aside>
      </div>
    </Assembling>
  );
}

/** Ctrl+Z and Ctrl+Shift+Z, wherever the focus is but in a field, which has its own. */
function useUndoKeys({ undo, redo }: Workshop) {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const typing = event.target instanceof Element && event.target.closest('input, textarea') !== null;
    if (typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    event.preventDefault();
    (event.shiftKey ? redo : undo)?.();
  });
  useEffect(() => {
    const handle = (event: KeyboardEvent) => press(event);
    document.addEventListener('keydown', handle);
    return () => document.removeEventListener('keydown', handle);
  }, []);
}

function Head({ leave }: { leave: () => void }) {
  const { t, title } = useSpeech();
  const { draft, undo, redo } = useWorkshop();
  const [proposing, propose] = useState(false);
  const { model } = draft;
  return (
    <PageHead
      title={
        <>
          {title(model.title) || t('nameless')} {model.version && <small className="quiet">{model.version}</small>}
        </>
      }
    >
      <State />
      <CostLine />
      <div className="buttons">
        <Button size="small" icon={<UndoOutlined />} aria-label={t('undo')} title={`${t('undo')} (Ctrl+Z)`} disabled={!undo} onClick={() => undo?.()} />
        <Button size="small" icon={<RedoOutlined />} aria-label={t('redo')} title={`${t('redo')} (Ctrl+Shift+Z)`} disabled={!redo} onClick={() => redo?.()} />
        <Popconfirm title={t('start_anew_about')} okText={t('start_anew')} cancelText={t('cancel')} onConfirm={leave}>
          <Button size="small">{t('start_anew')}</Button>
        </Popconfirm>
        <Button size="small" type="primary" onClick={() => propose(true)}>
          {t('propose')}
        </Button>
      </div>
      {proposing && <Propose close={() => propose(false)} />}
    </PageHead>
  );
}

/** Whether the declaration is in order; pressing it leads to the first problem. */
function State() {
  const { t } = useSpeech();
  const { checked, select, show } = useWorkshop();
  const problems = checked.data?.problems ?? [];
  const [first] = problems;
  if (checked.busy && !checked.data) return <Mark>{t('checking')}</Mark>;
  if (checked.error) return <Mark tone="danger">{t('not_checked')}</Mark>;
  if (!first) return <Mark tone="good">{t('in_order')}</Mark>;
  const lead = () => {
    const where = belongs(first);
    if (where === 'card' || where === 'examples') show(where);
    else select(where === 'join' ? 'join:0' : where);
  };
  return (
    <Button size="small" danger onClick={lead}>
      {t('problems_n', { n: problems.length })}
    </Button>
  );
}

const beneath = (children: ReactNode) => <div className="beside">{children}</div>;

function Beside() {
  const { t } = useSpeech();
  const { beside, show, checked } = useWorkshop();
  const problems = checked.data?.problems ?? [];
  const named = (key: 'card' | 'examples', label: string) => {
    const n = problems.filter((problem) => belongs(problem) === key).length;
    return n > 0 ? `${label} (!${n})` : label;
  };
  return (
    <Tabs
      size="small"
      activeKey={beside}
      onChange={(key) => show(key as Beside)}
      destroyOnHidden
      items={[
        { key: 'block', label: t('block'), children: beneath(<Inspector />) },
        { key: 'card', label: named('card', t('model_card')), children: beneath(<CardForm />) },
        { key: 'examples', label: named('examples', t('examples')), children: beneath(<ExamplesForm />) },
        { key: 'yaml', label: 'YAML', children: beneath(<Yaml />) },
      ]}
    />
  );
}
