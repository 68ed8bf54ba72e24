import { BarChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use as register, type ECharts, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useLessMotion } from '@/shell/theme';

register([BarChart, GridComponent, TooltipComponent, SVGRenderer]);

/** A chart that fits its box; `label` says in words what it shows. */
export default function Chart({ option, height, label }: { option: EChartsCoreOption; height: number; label: string }) {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(null);
  const still = useLessMotion();

  useEffect(() => {
    if (!holder.current) return;
    const made = init(holder.current, undefined, { renderer: 'svg' });
    chart.current = made;
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(holder.current);
    return () => {
      watcher.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => chart.current?.setOption({ animation: !still, animationDuration: 200, ...option }, true), [option, still]);

  return <div ref={holder} style={{ height }} role="img" aria-label={label} />;
}
