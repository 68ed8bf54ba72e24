import { useState } from 'react';
import type { IndexReport } from '@/api/types';
import { useSpeech } from '@/i18n/language';
import { SideDrawer } from '@/shell/panels';
import { AreaComparison } from './comparison';
import { MeasureView } from './measure';
import { NodeTable } from './nodes';
import { Total } from './total';

/** One month: the whole, the areas side by side, and the tree; a measure opens to its records. */
export function Scores({ report, choose }: { report: IndexReport; choose: (area: string) => void }) {
  const { title } = useSpeech();
  const [opened, open] = useState<string | null>(null);
  const node = report.nodes.find((one) => one.id === opened);
  return (
    <>
      <div className="index-head">
        <Total report={report} />
        <AreaComparison areas={report.areas} chosen={report.area} choose={choose} />
      </div>
      <NodeTable nodes={report.nodes} open={open} />
      <SideDrawer open={node !== undefined} onClose={() => open(null)} title={node ? title(node.title) : ''}>
        {node && <MeasureView framework={report.framework} node={node} period={report.period ?? ''} area={report.area ?? ''} />}
      </SideDrawer>
    </>
  );
}
