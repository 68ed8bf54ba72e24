import type { EChartsCoreOption } from 'echarts/core';
import type { Palette } from '@/shell/palette';

function axis(palette: Palette) {
  return {
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: { color: palette.quiet, fontSize: 11, hideOverlap: true },
    splitLine: { lineStyle: { color: palette.line } },
  };
}

function frame(palette: Palette) {
  return {
    grid: { left: 4, right: 8, top: 8, bottom: 2, outerBoundsMode: 'same' as const, outerBoundsContain: 'axisLabel' as const },
    tooltip: {
      trigger: 'axis' as const,
      backgroundColor: palette.base,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontSize: 12 },
    },
  };
}

/** Counts over time, as bars. */
export function countsOption(palette: Palette, name: string, labels: string[], counts: number[]): EChartsCoreOption {
  return {
    ...frame(palette),
    xAxis: { type: 'category', data: labels, ...axis(palette) },
    yAxis: { type: 'value', minInterval: 1, ...axis(palette) },
    series: [{ type: 'bar', name, data: counts, itemStyle: { color: palette.accent }, barCategoryGap: '20%' }],
  };
}

/** Scores from 0 to 100 side by side, the best on top; the chosen one stands out. */
export function scoresOption(palette: Palette, rows: { name: string; score: number; chosen: boolean }[]): EChartsCoreOption {
  const sorted = [...rows].sort((a, b) => a.score - b.score);
  return {
    ...frame(palette),
    xAxis: { type: 'value', min: 0, max: 100, ...axis(palette) },
    yAxis: { type: 'category', data: sorted.map(({ name }) => name), ...axis(palette) },
    series: [
      {
        type: 'bar',
        barMaxWidth: 16,
        data: sorted.map(({ score, chosen }) => ({
          value: Math.round(score * 10) / 10,
          itemStyle: { color: chosen ? palette.accent : palette.boundary },
        })),
        label: { show: true, position: 'right', color: palette.text, fontSize: 11 },
      },
    ],
  };
}

/** Points lost and gained, in the order given from the top. */
export function pointsOption(palette: Palette, rows: { name: string; points: number }[]): EChartsCoreOption {
  const upwards = [...rows].reverse();
  return {
    ...frame(palette),
    xAxis: { type: 'value', ...axis(palette) },
    yAxis: {
      type: 'category',
      data: upwards.map(({ name }) => name),
      ...axis(palette),
      axisLabel: { ...axis(palette).axisLabel, width: 190, overflow: 'truncate', interval: 0 },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 16,
        data: upwards.map(({ points }) => ({
          value: Math.round(points * 1000) / 1000,
          itemStyle: { color: points < 0 ? palette.danger : palette.good },
        })),
      },
    ],
  };
}
