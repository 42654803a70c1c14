import { html, type PropertyValues } from 'lit';
import { isResting } from '../../api/types';
import * as format from '../../state/format';
import type { AppState, RateSample } from '../../state/model';
import { text } from '../../text';
import type { Throughput } from './throughput';
import { View } from '../parts/view';

const words = text.process.chart;

/** Files a second over the last two minutes. The library that draws it is loaded with the first curve. */
export class ChartView extends View {
  private chart: Throughput | null = null;
  private loading = false;
  private pointed: RateSample | null = null;

  protected reads(state: AppState) {
    return [state.step === 'process', state.session?.id, state.session?.samples, this.over];
  }

  protected override render() {
    const samples = this.samples;
    const latest = samples[samples.length - 1];
    const pointed = this.pointed;
    const caption = pointed === null || latest === undefined ? words.title
      : words.at(format.rate(pointed.perSecond), format.bytes(this.bytesAt(pointed)), (latest.at - pointed.at) / 1000);
    return html`<figure class="chart">
      <figcaption aria-hidden="true">${samples.length < 2 ? words.empty : caption}</figcaption>
      <div class="chart-canvas" aria-hidden="true"></div>
      <p class="visually-hidden">${latest === undefined ? words.empty : this.inWords(latest)}</p>
    </figure>`;
  }

  private get samples(): readonly RateSample[] {
    return this.state.session?.samples ?? [];
  }

  private get over(): boolean {
    const status = this.state.session?.snapshot?.status;
    return status !== undefined && isResting(status);
  }

  private inWords(latest: RateSample): string {
    const speeds = this.samples.map((sample) => sample.perSecond);
    if (this.over) return words.ended(format.rate(Math.min(...speeds)), format.rate(Math.max(...speeds)));
    return words.words(format.rate(latest.perSecond), format.rate(Math.min(...speeds)), format.rate(Math.max(...speeds)));
  }

  private bytesAt(sample: RateSample): number {
    const index = this.samples.indexOf(sample);
    const before = this.samples[index - 1];
    return before === undefined || sample.at <= before.at ? 0 : Math.max(0, ((sample.bytes - before.bytes) * 1000) / (sample.at - before.at));
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.state.step !== 'process' || this.samples.length < 2) {
      if (this.samples.length === 0) this.chart?.draw([], this.over);
      return;
    }
    if (this.chart !== null) this.chart.draw(this.samples, this.over);
    else void this.load();
  }

  private async load(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    try {
      const { Throughput } = await import('./throughput');
      const host = this.querySelector<HTMLElement>('.chart-canvas');
      if (host === null || !this.isConnected) return;
      this.chart = new Throughput(host, (sample) => {
        this.pointed = sample;
        this.requestUpdate();
      });
      this.chart.draw(this.samples, this.over);
    } catch {
      this.loading = false;  // the server is away: with one of the next samples
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.chart?.destroy();
    this.chart = null;
    this.loading = false;
  }
}

customElements.define('sluice-chart', ChartView);
