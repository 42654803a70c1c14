import { html, nothing } from 'lit';
import { isResting, type WorkerNews } from '../../api/types';
import * as format from '../../state/format';
import type { AppState } from '../../state/model';
import { takeSlots } from '../../state/stages';
import { text } from '../../text';
import { icons } from '../parts/icons';
import { View } from '../parts/view';

const words = text.process.workers;
const kSlots = 8;
const kToldMs = 1000;
const kLongMs = 8000;

/** The files in the workers' hands: one line for each worker, whose place does not change. */
export class WorkersView extends View {
  private slots: readonly (WorkerNews | null)[] = [];
  private slotsOf: unknown = null;

  protected reads(state: AppState) {
    const snapshot = state.session?.snapshot ?? null;
    const moving = state.step === 'process' && snapshot !== null && !isResting(snapshot.status);
    return [moving, state.session?.id, snapshot?.workers, state.config?.workers, moving ? Math.floor(state.now / 1000) : 0];
  }

  protected override render() {
    const { session, config } = this.state;
    const snapshot = session?.snapshot ?? null;
    const workers = snapshot === null || isResting(snapshot.status) ? [] : snapshot.workers ?? [];
    if (this.slotsOf !== snapshot?.workers) {
      this.slotsOf = snapshot?.workers;
      const room = Math.min(kSlots, config?.workers ?? workers.length);
      const kept = this.slots.slice(0, Math.max(room, workers.length));
      this.slots = takeSlots([...kept, ...Array.from({ length: Math.max(0, room - kept.length) }, () => null)], workers);
    }
    if (snapshot === null || isResting(snapshot.status) || snapshot.status === 'committing') return nothing;
    const over = Math.max(0, workers.length - kSlots);
    return html`<div class="card workers">
      <h2>${words.title}</h2>
      ${this.slots.length === 0 ? html`<p class="help">${words.none}</p>` : html`<ol class="worker-list" aria-label=${words.label}>
        ${this.slots.slice(0, kSlots).map((slot) => this.line(slot))}</ol>`}
      ${over > 0 ? html`<p class="help">${words.more(over)}</p>` : nothing}
    </div>`;
  }

  private line(slot: WorkerNews | null) {
    if (slot === null) return html`<li class="worker" data-free="true"><span class="worker-file">${words.idle}</span></li>`;
    const ms = this.state.now + this.state.clockOffset - slot.since;
    const long = ms >= kLongMs;
    return html`<li class="worker" data-long=${long} title=${long ? words.long : slot.file}>
      <bdi class="worker-file">${slot.file}</bdi>
      <span class="worker-time">${long ? icons.wait : nothing}${ms < kToldMs ? nothing : format.duration(Math.floor(ms / 1000))}</span></li>`;
  }
}

customElements.define('sluice-workers', WorkersView);
