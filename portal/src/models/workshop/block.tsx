import { MoreOutlined, PlusOutlined } from '@ant-design/icons';
import { Handle, Position, type NodeProps } from '@xyflow/react';
import { Button, Dropdown, Tooltip, type MenuProps } from 'antd';
import { Mark } from '@/common/marks';
import { useSpeech } from '@/i18n/language';
import { number } from '@/lib/number';
import { whyNotAdd } from './adding';
import { connected, whyNot } from './connect';
import { loosened, placed, removed, type Placed } from './draft';
import type { BlockNode, GapNode } from './graph';
import { useAdd } from './palette';
import { gives } from './link';
import { PARTS, tracedAs } from './parts';
import { problemsAt } from './problems';
import { useWorkshop } from './state';
import { useSummary } from './summary';

/** One block: what it is, what it says, what is wrong with it, and how much leaves it on history. */
export function BlockView({ data: { block } }: NodeProps<BlockNode>) {
  const { t } = useSpeech();
  const { draft, checked } = useWorkshop();
  const summary = useSummary();
  const loose = block.id.startsWith('loose');
  const problems = loose ? [] : problemsAt(checked.data?.problems ?? [], block.id, draft.model);
  const { takes } = PARTS[block.part];
  const given = gives(block);
  const sorts = ['block', `part-${block.part}`, loose && 'block-loose', problems.length > 0 && 'block-wrong'];
  return (
    <div className={sorts.filter(Boolean).join(' ')}>
      {takes && <Handle type="target" position={Position.Left} title={t(`stream_${takes}`)} />}
      <header>
        <b>{t(`part_${block.part}`)}</b>
        {loose && <Mark>{t('loose')}</Mark>}
        {problems.length > 0 && (
          <Mark tone="danger" title={problems.map(({ problem }) => problem).join('\n')}>
            ! {problems.length}
          </Mark>
        )}
        <BlockMenu block={block} />
      </header>
      <p title={summary(block)}>{summary(block)}</p>
      <footer>{loose ? t('loose_hint') : <Output block={block} />}</footer>
      {given && <Handle type="source" position={Position.Right} title={t(`stream_${given}`)} />}
    </div>
  );
}

/** How much leaves a block, on history. */
function Output({ block }: { block: Placed }) {
  const { t } = useSpeech();
  const { trace, backtest } = useWorkshop();
  if (block.part === 'flow') return backtest.data ? t('findings_n', { n: number(backtest.data.findings) }) : '–';
  const traced = trace.data?.blocks.find((each) => each.block === tracedAs(block.part));
  if (!traced) return '–';
  const said = block.part === 'raise' ? t('findings_n', { n: number(traced.records) }) : t('records', { n: number(traced.records) });
  return (
    <span className={trace.busy ? 'figures quiet' : 'figures'}>
      {said}
      {traced.keys !== null && ` · ${t('keys_n', { n: number(traced.keys) })}`}
    </span>
  );
}

/** Connecting, loosening and removing without a mouse. */
function BlockMenu({ block }: { block: Placed }) {
  const { t } = useSpeech();
  const { blocks, draft, change, deselect } = useWorkshop();
  const summary = useSummary();
  const others = [...placed(draft.model), ...draft.bench].filter(({ id }) => id !== block.id);
  const targets = others.map((other) => ({ other, why: whyNot(draft, blocks, block.id, other.id) }));
  const legal = targets.filter(({ other, why }) => why === null && !isNext(draft.model, block.id, other.id));
  const items: MenuProps['items'] = [
    ...legal.map(({ other }) => ({
      key: other.id,
      label: `${t('connect_to')} ${t(`part_${other.part}`)}: ${summary(other)}`,
      onClick: () => change(connected(draft, block.id, other.id)),
    })),
    ...(block.id.startsWith('loose')
      ? []
      : [{ key: 'loosen', label: t('loosen'), onClick: () => change(loosened(draft, [block.id])) }]),
    {
      key: 'remove',
      danger: true,
      label: t('remove'),
      onClick: () => {
        deselect(block.id);
        change(removed(draft, block.id));
      },
    },
  ];
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button
        className="nodrag"
        size="small"
        type="text"
        icon={<MoreOutlined />}
        aria-label={t('block_menu', { block: t(`part_${block.part}`) })}
      />
    </Dropdown>
  );
}

/** Whether a block of the model leads to another already. */
function isNext(model: Parameters<typeof placed>[0], from: string, to: string): boolean {
  const ids = placed(model).map(({ id }) => id);
  return ids.includes(from) && ids[ids.indexOf(from) + 1] === to;
}

/** A place where a block is missing, or could be; pressing it puts one there. */
export function GapView({ data: { part } }: NodeProps<GapNode>) {
  const { t } = useSpeech();
  const { blocks, draft } = useWorkshop();
  const add = useAdd();
  const why = whyNotAdd(part, draft.model, blocks);
  return (
    <Tooltip title={why ? t(why) : t(`about_${part}`)}>
      <button type="button" className={PARTS[part].optional ? 'gap gap-optional nodrag nopan' : 'gap nodrag nopan'} aria-disabled={why !== null} onClick={() => why === null && add(part)}>
        <PlusOutlined aria-hidden />
        {t(PARTS[part].optional ? 'optional' : 'missing', { block: t(`part_${part}`) })}
      </button>
    </Tooltip>
  );
}
