import {
  Background,
  Controls,
  MarkerType,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  type Connection,
  type Edge,
  type NodeChange,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { App } from 'antd';
import { useEffect, useMemo, useState, type DragEvent, type KeyboardEvent } from 'react';
import { useSpeech } from '@/i18n/language';
import { useZone } from '@/lib/reference';
import { useTheme } from '@/shell/theme';
import { newSettings } from './adding';
import { BlockView, GapView } from './block';
import { connected, whyNot } from './connect';
import { loosened, removed, withNew } from './draft';
import { graphOf, type BlockNode, type GapNode, type Moved } from './graph';
import { DRAGGED } from './palette';
import type { Part } from './parts';
import { useWorkshop } from './state';

/** Room at the sides for the edge that leads from one row to the next. */
const FIT = { padding: '28px', maxZoom: 1.1 } as const;
const SORTS = { block: BlockView, gap: GapView };
const EDGE = { type: 'smoothstep', markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16 }, selectable: true };

/** The graph of the model. Only legal connections can be made; a refused one says why. */
export function Canvas({ inspect }: { inspect: () => void }) {
  return (
    <ReactFlowProvider>
      <Graph inspect={inspect} />
    </ReactFlowProvider>
  );
}

function Graph({ inspect }: { inspect: () => void }) {
  const { t } = useSpeech();
  const { dark } = useTheme();
  const { message } = App.useApp();
  const zone = useZone();
  const { blocks, draft, change, selected, select, deselect } = useWorkshop();
  const { fitView, screenToFlowPosition } = useReactFlow();
  const [moved, move] = useState<Moved>({});
  const { nodes, edges } = useMemo(() => graphOf(draft, moved, selected), [draft, moved, selected]);
  const shape = nodes.map(({ id }) => id).join();
  useEffect(() => void fitView(FIT), [fitView, shape]);

  const onNodesChange = (changes: NodeChange<BlockNode | GapNode>[]) => {
    for (const each of changes) {
      const { position } = each.type === 'position' ? each : {};
      if (each.type === 'position' && position) move((now) => ({ ...now, [each.id]: position }));
      if (each.type === 'select' && each.selected) select(each.id);
      if (each.type === 'select' && !each.selected) deselect(each.id);
      if (each.type === 'remove') change(removed(draft, each.id));
    }
  };
  const refused = ({ source, target }: Connection | Edge) => whyNot(draft, blocks, source, target);
  const drop = (event: DragEvent) => {
    const part = event.dataTransfer.getData(DRAGGED) as Part | '';
    const settings = part && newSettings(part, draft.model, blocks, zone);
    if (!part || settings === undefined) return;
    const { id, ...next } = withNew(draft, part, settings, part !== 'source' || draft.model.source !== undefined);
    move((now) => ({ ...now, [id]: screenToFlowPosition({ x: event.clientX, y: event.clientY }) }));
    change(next);
    select(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const onNode = event.target instanceof Element && event.target.classList.contains('react-flow__node');
    if (event.key === 'Enter' && onNode) setTimeout(inspect);
  };

  return (
    <div className="canvas" onDragOver={(event) => event.preventDefault()} onDrop={drop} onKeyDown={onKeyDown}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={SORTS}
        defaultEdgeOptions={EDGE}
        onNodesChange={onNodesChange}
        isValidConnection={(connection) => refused(connection) === null}
        onConnect={({ source, target }) => change(connected(draft, source, target))}
        onConnectEnd={(_, { isValid, fromHandle, fromNode, toNode }) => {
          if (isValid || !fromNode || !toNode) return;
          const [source, target] = fromHandle?.type === 'target' ? [toNode.id, fromNode.id] : [fromNode.id, toNode.id];
          const why = whyNot(draft, blocks, source, target);
          if (why) void message.warning(t(why));
        }}
        onEdgesDelete={(gone) => change(loosened(draft, gone.map(({ target }) => target)))}
        deleteKeyCode={['Delete', 'Backspace']}
        connectOnClick={false}
        colorMode={dark ? 'dark' : 'light'}
        proOptions={{ hideAttribution: true }}
        minZoom={0.3}
        fitView
        fitViewOptions={FIT}
        aria-label={t('graph')}
        ariaLabelConfig={{
          'node.a11yDescription.default': t('graph_keys'),
          'node.a11yDescription.keyboardDisabled': t('graph_keys'),
          'edge.a11yDescription.default': t('graph_edge_keys'),
          'controls.ariaLabel': t('graph_view'),
          'controls.zoomIn.ariaLabel': t('zoom_in'),
          'controls.zoomOut.ariaLabel': t('zoom_out'),
          'controls.fitView.ariaLabel': t('fit_view'),
        }}
      >
        <Background gap={20} />
        <Controls showInteractive={false} orientation="horizontal" position="top-right" />
      </ReactFlow>
    </div>
  );
}
