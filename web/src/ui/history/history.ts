import { html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { SessionRow } from '../../api/types';
import * as format from '../../state/format';
import { kOutcomes, type AppState, type HistoryState } from '../../state/model';
import { outcomeCounts, withOutcome } from '../../state/sessions';
import { text } from '../../text';
import { historyRow } from './history-row';
import { Modal } from '../frame/modal';

const words = text.history;

/** Earlier sessions: open one again, begin another like it, or forget it. */
export class HistoryView extends Modal {
  private confirmed: string | null = null;
  private at = 0;  // the row that was to be forgotten, among those shown

  protected reads(state: AppState) {
    return [state.history, state.session?.id, state.config];
  }

  protected get isOpen(): boolean {
    return this.state.history.open;
  }

  protected close(): void {
    this.actions.history.close();
  }

  protected override render() {
    const { history } = this.state;
    return this.frame('history', words.title, words.close, history.open ? this.body(history) : nothing);
  }

  // A button that was pressed and is gone takes the focus with it: on to what stands in its place.
  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { confirming, open } = this.state.history;
    const rows = [...this.querySelectorAll<HTMLElement>('.history-row')];
    if (confirming !== null && confirming !== this.confirmed) {
      this.at = rows.findIndex((row) => row.dataset['session'] === confirming);
      rows[this.at]?.querySelector<HTMLElement>('.danger')?.focus();
    } else if (open && document.activeElement === document.body) {
      const row = rows[Math.min(this.at, rows.length - 1)];
      (row ?? this).querySelector<HTMLElement>('.history-commands .button:not(:disabled), .modal-head .icon-button')?.focus();
    }
    this.confirmed = confirming;
  }

  private body(history: HistoryState) {
    const { rows, status } = history;
    if (rows.length === 0 && status !== 'failed') {
      return status === 'ready' ? html`<div class="blank"><h3>${words.empty}</h3><p>${words.emptyHelp}</p></div>`
        : html`<p class="blank" aria-busy="true">${words.loading}</p>`;
    }
    const shown = withOutcome(rows, history.filter);
    return html`${rows.length > 0 ? this.filters(history) : nothing}
      ${history.error === null ? nothing : html`<div class="notice" data-kind="problem" role="alert"><span>${history.error}</span>
        <button class="button small" type="button" @click=${() => void this.actions.history.load()}>${words.retry}</button></div>`}
      ${this.months(shown)}
      ${rows.length > 0 ? this.foot(history, shown.length) : nothing}`;
  }

  private filters(history: HistoryState) {
    const counts = outcomeCounts(history.rows);
    return html`<div class="segments outcomes" role="radiogroup" aria-label=${words.filter}>${kOutcomes.map((outcome) => html`
      <label class="segment"><input type="radio" name="outcome" .checked=${history.filter === outcome}
        @change=${() => this.actions.history.filter(outcome)} /><span>${words.outcomes[outcome]}<small>${(history.cursor === null ? format.count : words.atLeast)(counts[outcome])}</small></span></label>`)}</div>`;
  }

  private months(rows: readonly SessionRow[]) {
    const months = new Map<string, SessionRow[]>();
    for (const row of rows) {
      const at = format.timeOf(row.start_time);
      const month = at === null ? words.unknownTime : format.month(at);
      months.set(month, [...(months.get(month) ?? []), row]);
    }
    return repeat([...months], ([month]) => month, ([month, those]) => html`<section class="history-month"><h3>${month}</h3>
      <ul class="history-list">${repeat(those, (row) => row.session_id, (row) => historyRow(row, this.state, this.actions))}</ul></section>`);
  }

  private foot({ status, cursor, filter }: HistoryState, shown: number) {
    const loading = status === 'loading';
    return html`<div class="history-foot" role="status">
      ${shown === 0 && !loading ? html`<p class="help">${words.noneOf(words.outcomes[filter], cursor !== null)}</p>` : nothing}
      ${cursor === null ? shown === 0 ? nothing : html`<p class="help">${words.end}</p>`
        : html`<button class="button small" type="button" aria-busy=${loading} ?disabled=${loading}
          @click=${() => void this.actions.history.more()}>${loading ? words.loading : words.more}</button>`}</div>`;
  }
}

customElements.define('sluice-history', HistoryView);
