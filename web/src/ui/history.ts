import { html, nothing, type PropertyValues } from 'lit';
import type { SessionRow } from '../api/types';
import * as format from '../state/format';
import type { AppState, HistoryState } from '../state/model';
import { text } from '../text';
import { icons } from './icons';
import { View } from './view';

const words = text.history;

/** Earlier sessions, in a dialog: open one again, or forget it. */
export class HistoryView extends View {
  protected reads(state: AppState) {
    return [state.history, state.session?.id];
  }

  protected override render() {
    const { history } = this.state;
    return html`<dialog class="history" aria-labelledby="history-title" @close=${() => this.actions.history.close()} @click=${this.onBackdrop}>
      <div class="history-inner">
        <div class="card-head"><h2 id="history-title">${words.title}</h2>
          <button class="icon-button" type="button" aria-label=${words.close} @click=${() => this.actions.history.close()}>${icons.cross}</button></div>
        ${history.open ? this.body(history) : nothing}
      </div>
    </dialog>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const dialog = this.querySelector('dialog')!;
    if (this.state.history.open && !dialog.open) dialog.showModal();
    else if (!this.state.history.open && dialog.open) dialog.close();
  }

  private onBackdrop(event: Event): void {
    if (event.target === event.currentTarget) this.actions.history.close();
  }

  private body(history: HistoryState) {
    const failed = history.error === null ? nothing : html`<div class="notice" data-kind="problem" role="alert"><span>${words.failed} ${history.error}</span>
      <button class="button small" type="button" @click=${() => void this.actions.history.load()}>${words.retry}</button></div>`;
    if (history.rows.length === 0 && history.status !== 'failed') {
      return html`<p class="help" aria-busy=${history.status === 'loading'}>${history.status === 'loading' ? words.loading : words.empty}</p>`;
    }
    return html`${failed}<ul class="history-list">${history.rows.map((row) => this.row(row, history))}</ul>
      ${history.cursor === null ? nothing : html`<button class="button small" type="button" ?disabled=${history.status === 'loading'}
        @click=${() => void this.actions.history.load(true)}>${history.status === 'loading' ? words.loading : words.more}</button>`}`;
  }

  private row(row: SessionRow, history: HistoryState) {
    const id = row.session_id;
    const at = format.timeOf(row.start_time);
    const current = this.state.session?.id === id;
    const folders = row.directories.join(', ');
    return html`<li class="history-row">
      <div class="history-words">
        <p class="history-line"><span class="pill" data-kind=${kindOf(row.status)}>${text.status[row.status]}</span>
          <span class="history-time">${at === null ? words.unknownTime : format.day(at)}</span>
          ${current ? html`<span class="history-time">· ${words.current}</span>` : nothing}</p>
        <p class="path-text" title=${folders}>${folders}</p>
        <p class="help">${words.counts(row.processed_files, row.total_files, row.errors)}</p>
      </div>
      ${history.confirming === id ? html`<div class="history-confirm" role="alert"><p>${words.confirm}</p>
          <button class="button small danger" type="button" @click=${() => void this.actions.history.forget(id)}>${words.confirmYes}</button>
          <button class="button small" type="button" @click=${() => this.actions.history.confirm(null)}>${words.confirmNo}</button></div>`
        : html`<div class="history-commands">
          <button class="button small" type="button" ?disabled=${current} @click=${() => this.actions.openSession(id)}>${words.open}</button>
          <button class="button small quiet" type="button" ?disabled=${history.deleting === id}
            @click=${() => this.actions.history.confirm(id)}>${history.deleting === id ? words.deleting : words.delete}</button></div>`}
    </li>`;
  }
}

function kindOf(status: SessionRow['status']): string {
  switch (status) {
    case 'error': case 'commit_error': return 'bad';
    case 'committed': return 'good';
    case 'starting': case 'processing': case 'committing': return 'busy';
    case 'paused': return 'warn';
    default: return '';
  }
}

customElements.define('sluice-history', HistoryView);
