import { html, nothing } from 'lit';
import * as format from '../../state/format';
import type { AppState } from '../../state/model';
import { mayEdit } from '../../state/selectors-files';
import { text } from '../../text';
import { icons } from '../parts/icons';
import { styles } from '../parts/styles';
import { View } from '../parts/view';

const words = text.preview.threshold;
const labels = text.preview.labels;

/** Moves the NSFW threshold, and says before it is applied what that would change. */
export class ThresholdView extends View {
  protected reads(state: AppState) {
    return [state.files.threshold, state.session?.snapshot?.status, state.session?.busy];
  }

  protected override render() {
    const { now, asked, counts, error, applying } = this.state.files.threshold;
    const value = asked ?? now ?? 0.5;
    const current = counts !== null && counts.threshold === value ? counts : null;  // an older answer says nothing of this value
    const open = mayEdit(this.state.session);
    const changed = asked !== null && asked !== now;
    return html`<div class="bar-panel threshold-panel" role="group" aria-label=${words.title}>
      <div class="threshold-head"><h2>${words.title}</h2><button class="icon-button" type="button" aria-label=${text.preview.close} @click=${() => this.actions.files.list.panel('none')}>${icons.cross}</button></div>
      <p class="help">${words.lead}</p>
      <div class="threshold-line">
        <input class="range" type="range" id="review-threshold" min="0" max="1" step="0.01" .value=${String(value)} ?disabled=${!open || now === null} aria-label=${words.slider}
          aria-describedby="threshold-flips" @input=${this.onInput} />
        <input class="input" type="number" min="0" max="1" step="0.01" .value=${String(value)} ?disabled=${!open || now === null} aria-label=${words.slider} @input=${this.onInput} />
        <span class="unit">${now === null ? nothing : words.now(now.toFixed(2))}</span>
      </div>
      ${this.split(counts, current === null)}
      <p class="threshold-flips" id="threshold-flips" role="status" data-waiting=${current === null}>${error !== null ? html`<span class="field-error">${error}</span>`
        : current === null ? words.counting : words.flips(current.to_nsfw ?? 0, current.to_safe ?? 0)}</p>
      <div class="threshold-commands">
        <button class="button primary small" type="button" ?disabled=${!changed || !open || applying} @click=${() => void this.actions.files.threshold.apply()}>${applying ? words.applying : words.apply}</button>
        <button class="button small" type="button" ?disabled=${!changed || applying} @click=${() => this.actions.files.threshold.back()}>${words.back}</button>
      </div>
    </div>`;
  }

  private split(counts: { nsfw: number; safe: number; unknown: number } | null, waiting: boolean) {
    const { nsfw, safe, unknown } = counts ?? { nsfw: 0, safe: 0, unknown: 0 };
    const share = (n: number): string => `${(100 * n) / Math.max(1, nsfw + safe)}%`;
    return html`<div class="threshold-split" aria-hidden="true" data-waiting=${waiting}><span data-kind="nsfw" ${styles({ width: share(nsfw) })}></span><span data-kind="safe" ${styles({ width: share(safe) })}></span></div>
      <p class="threshold-counts"><span><b>${format.count(nsfw)}</b> ${labels.nsfw}</span><span><b>${format.count(safe)}</b> ${labels.safe}</span>${
        unknown > 0 ? html`<span>${words.unscanned(unknown)}</span>` : nothing}</p>`;
  }

  private readonly onInput = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    const threshold = value === '' ? NaN : Number(value);
    if (threshold >= 0 && threshold <= 1) this.actions.files.threshold.move(threshold);
  };
}

customElements.define('sluice-threshold', ThresholdView);
