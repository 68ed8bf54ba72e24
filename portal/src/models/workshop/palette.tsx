import { Button, Tooltip } from 'antd';
import type { DragEvent } from 'react';
import { useSpeech } from '@/i18n/language';
import { useZone } from '@/lib/reference';
import { newSettings, whyNotAdd } from './adding';
import { withNew } from './draft';
import { ORDER, type Part } from './parts';
import { useWorkshop } from './state';

/** The type under which a dragged part travels. */
export const DRAGGED = 'application/x-anlan-part';

/** Adds a block: in its place, or on the bench when that is taken. */
export function useAdd(): (part: Part) => void {
  const zone = useZone();
  const { blocks, draft, change, select } = useWorkshop();
  return (part) => {
    const settings = newSettings(part, draft.model, blocks, zone);
    if (settings === undefined) return;
    const { id, ...next } = withNew(draft, part, settings, false);
    change(next);
    select(id);
  };
}

/** The parts there are: press one to put it in its place, or drag it onto the graph. */
export function Palette() {
  const { t } = useSpeech();
  const { blocks, draft } = useWorkshop();
  const add = useAdd();
  const drag = (part: Part) => (event: DragEvent) => {
    event.dataTransfer.setData(DRAGGED, part);
    event.dataTransfer.effectAllowed = 'copy';
  };
  return (
    <div className="palette" role="toolbar" aria-label={t('palette')}>
      {ORDER.map((part) => {
        const why = whyNotAdd(part, draft.model, blocks);
        return (
          <Tooltip key={part} title={why ? t(why) : t(`about_${part}`)}>
            <Button
              size="small"
              className={`chip part-${part}`}
              draggable={why === null}
              aria-disabled={why !== null}
              onDragStart={drag(part)}
              onClick={() => why === null && add(part)}
            >
              + {t(`part_${part}`)}
            </Button>
          </Tooltip>
        );
      })}
    </div>
  );
}
