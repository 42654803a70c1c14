// The curve of the speed, drawn by uPlot on a canvas. A module of its own, so that the first load goes without it. The
// library sets styles one by one, which the content policy allows.

import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import * as format from '../../state/format';
import type { RateSample } from '../../state/model';
import { text } from '../../text';

const words = text.process.chart;

const kSeconds = 120;
const kSplits = [-60, 0];
const kFont = '11px system-ui, sans-serif';

export class Throughput {
  private readonly plot: uPlot;
  private readonly resized: ResizeObserver;
  private readonly themed: MutationObserver;
  private samples: readonly RateSample[] = [];
  private over = false;
  private colours = coloursOf();

  /** `onPoint`: what the pointer is at, or nothing. */
  constructor(private readonly host: HTMLElement, onPoint: (sample: RateSample | null) => void) {
    let pointed: RateSample | null = null;
    this.plot = new uPlot(this.options((index) => {
      const next = index === null ? null : this.samples[index] ?? null;
      if (next === pointed) return;
      pointed = next;
      onPoint(next);
    }), [[], []], host);
    this.resized = new ResizeObserver(() => this.plot.setSize(this.size()));
    this.resized.observe(host);
    this.themed = new MutationObserver(this.recolour);
    this.themed.observe(document.documentElement, { attributes: true });
  }

  /** `over`: the newest is the last there will be. */
  draw(samples: readonly RateSample[], over: boolean): void {
    if (samples === this.samples && over === this.over) return;
    this.samples = samples;
    this.over = over;
    const newest = samples[samples.length - 1]?.at ?? 0;
    this.plot.setData([samples.map((sample) => (sample.at - newest) / 1000), samples.map((sample) => sample.perSecond)]);
  }

  destroy(): void {
    this.resized.disconnect();
    this.themed.disconnect();
    this.plot.destroy();
  }

  private readonly recolour = (): void => {
    this.colours = coloursOf();
    this.plot.redraw(false, true);
  };

  private ago(seconds: number): string {
    if (seconds === 0) return this.over ? words.end : words.now;
    return (this.over ? words.minutesBefore : words.minutesAgo)(-seconds / 60);
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(120, this.host.clientWidth), height: Math.max(60, this.host.clientHeight) };
  }

  private options(onIndex: (index: number | null) => void): uPlot.Options {
    const axis = { font: kFont, stroke: () => this.colours.muted, ticks: { show: false }, gap: 4 };
    return {
      ...this.size(),
      padding: [6, 16, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: { x: { time: false, range: [-kSeconds, 0] }, y: { range: (_plot, _low, high) => [0, roundUp(high)] } },
      axes: [
        { ...axis, size: 20, grid: { show: false }, splits: () => kSplits, values: (_plot, splits) => splits.map((seconds) => this.ago(seconds)) },
        {
          ...axis, size: 44, grid: { stroke: () => this.colours.line, width: 1 }, splits: (_plot, _index, _low, high) => [0, high / 2, high],
          values: (_plot, splits) => splits.map((value) => format.rate(value)),
        },
      ],
      series: [{}, {
        stroke: () => this.colours.accent, fill: () => this.colours.fill, width: 1.6, points: { show: false },
      }],
      hooks: { setCursor: [(plot) => onIndex(plot.cursor.idx ?? null)] },
    };
  }
}

/** 1, 2 or 5 times a power of ten, or between: the scale does not breathe with every sample. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value)! * power;
}

function coloursOf(): Record<'accent' | 'fill' | 'muted' | 'line', string> {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return { accent: token('--accent'), fill: token('--accent-soft'), muted: token('--muted'), line: token('--line') };
}
