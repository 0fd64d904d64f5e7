import { useComputedColorScheme } from '@mantine/core';
import { BarChart, LineChart, type BarSeriesOption, type LineSeriesOption } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  TooltipComponent,
  type GridComponentOption,
  type LegendComponentOption,
  type TooltipComponentOption,
} from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

echarts.use([BarChart, LineChart, GridComponent, TooltipComponent, LegendComponent, SVGRenderer]);

type Options = echarts.ComposeOption<
  BarSeriesOption | LineSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption
>;

export type ChartSeries = {
  readonly name: string;
  readonly kind: 'bar' | 'line';
  readonly values: readonly (number | null)[];
  /** A quieter colour, for what stands behind. */
  readonly quiet?: boolean;
};

export type ChartData = {
  readonly labels: readonly string[];
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
};

const palettes = {
  light: { strong: '#2f7d57', quiet: '#c3cdc7', ink: '#58615b', line: '#e0e4e0', surface: '#ffffff', text: '#1d231f' },
  dark: { strong: '#5fae84', quiet: '#4c5751', ink: '#a3ada7', line: '#323935', surface: '#272d29', text: '#dfe4e1' },
};

function optionsOf({ labels, series, format }: ChartData, scheme: 'light' | 'dark'): Options {
  const palette = palettes[scheme];
  return {
    animation: false,
    textStyle: { fontFamily: 'inherit' },
    grid: { left: 8, right: 8, top: series.length > 1 ? 32 : 12, bottom: 4, outerBoundsMode: 'same' },
    ...(series.length > 1
      ? { legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 8, textStyle: { color: palette.ink, fontSize: 12 } } }
      : {}),
    tooltip: {
      trigger: 'axis',
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontSize: 12 },
      valueFormatter: (value) => (typeof value === 'number' ? format(value) : '–'),
    },
    xAxis: {
      type: 'category',
      data: [...labels],
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.ink, fontSize: 11, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      splitNumber: 4,
      splitLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.ink, fontSize: 11, formatter: (value: number) => format(value) },
    },
    series: series.map((one) => ({
      name: one.name,
      type: one.kind,
      data: [...one.values],
      color: one.quiet === true ? palette.quiet : palette.strong,
      ...(one.kind === 'bar'
        ? { barMaxWidth: 22, itemStyle: { borderRadius: [2, 2, 0, 0] } }
        : { symbol: 'none', lineStyle: { width: 2 } }),
    })),
  };
}

/** The drawing itself; loaded apart, since its library is large. Hidden from screen readers, who have the table. */
export function Chart({ data, heightPx }: { readonly data: ChartData; readonly heightPx: number }) {
  const holder = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  useEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    const chart = echarts.init(element, undefined, { renderer: 'svg' });
    chart.setOption(optionsOf(data, scheme));
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [data, scheme]);
  return <div ref={holder} style={{ height: heightPx }} aria-hidden />;
}
