import { html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { FileRow } from '../api/types';
import * as format from '../state/format';
import type { AppState, FileFilter, FilesState, SessionState } from '../state/model';
import { elapsedSeconds } from '../state/selectors';
import { text } from '../text';
import { fileRow, headRow } from './file-row';
import { icons } from './icons';
import { styles } from './styles';
import { View } from './view';

const words = text.preview;
const kFilters: readonly FileFilter[] = ['all', 'done', 'failed', 'skipped'];
const kOverscan = 12;
const kRowGuess = 44;

/** Step 3: what was read. Of any number of loaded rows only those in sight are in the document. */
export class PreviewView extends View {
  private first = 0;
  private last = 40;
  private rowHeight = kRowGuess;
  private frame = 0;

  protected reads(state: AppState) {
    const shown = state.step === 'preview';
    return [shown, state.files, state.session?.id, state.session?.scanned, shown ? state.session?.snapshot : null, state.config];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('scroll', this.onScroll, { passive: true });
    addEventListener('resize', this.onScroll, { passive: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('scroll', this.onScroll);
    removeEventListener('resize', this.onScroll);
  }

  private readonly onScroll = (): void => {
    if (this.frame === 0 && this.state.step === 'preview') this.frame = requestAnimationFrame(() => this.measure());
  };

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.frame === 0 && this.state.step === 'preview') this.frame = requestAnimationFrame(() => this.measure());
  }

  // Which rows are in sight; and whether the end of what is loaded comes near.
  private measure(): void {
    this.frame = 0;
    const body = this.querySelector('.table-body');
    if (body === null) return;
    this.rowHeight = body.querySelector<HTMLElement>('.row')?.offsetHeight || this.rowHeight;
    const top = -body.getBoundingClientRect().top;
    const { files } = this.state;
    const first = Math.max(0, Math.floor(top / this.rowHeight) - kOverscan);
    const last = Math.min(files.rows.length, Math.ceil((top + innerHeight) / this.rowHeight) + kOverscan);
    if (first !== this.first || last !== this.last) {
      this.first = first;
      this.last = last;
      this.requestUpdate();
    }
    if (!files.complete && !files.loading && files.error === null && files.rows.length > 0 && last >= files.rows.length - kOverscan) {
      void this.actions.files.more();
    }
  }

  protected override render() {
    const { session, step } = this.state;
    const shown = step === 'preview';
    return html`<section class="step" id="preview-section" ?hidden=${!shown} aria-labelledby="preview-title">
      ${session?.snapshot && shown ? this.content(session) : html`<h1 id="preview-title">${words.title}</h1>`}
    </section>`;
  }

  private content(session: SessionState) {
    const snapshot = session.snapshot!;
    const { files } = this.state;
    const nothingThere = snapshot.total_files === 0 && files.filter === 'all' && files.text === '' && files.rows.length === 0;
    return html`
      <div class="step-head with-badge">
        <div><h1 id="preview-title">${nothingThere ? words.empty : words.summary(snapshot, elapsedSeconds(session, this.state.now))}</h1>
          <p class="where">${nothingThere ? words.emptyText(snapshot.stats.skipped_existing) : this.totals(session)}</p></div>
        <a class="button" href=${this.actions.reportUrl(session.id)} target="_blank" rel="noopener" title=${words.reportTitle}>
          ${icons.out}<span>${words.report}</span></a>
      </div>
      ${nothingThere ? html`<div class="card blank"><p>${words.emptyHelp}</p>
          <button class="button primary" type="button" @click=${() => this.actions.another()}>${text.process.another}</button></div>`
        : html`${this.filters(files, session)}${this.table(files)}`}`;
  }

  private totals(session: SessionState) {
    const { stats } = session.snapshot!;
    const parts = [
      ...(stats.errors > 0 ? [`${format.count(stats.errors)} failed`] : []),
      ...(stats.skipped_existing > 0 ? [`${format.count(stats.skipped_existing)} skipped`] : []),
      `${format.count(stats.keywords_added)} keywords`, `${format.count(stats.scores_imported)} scores`,
      ...(this.state.config?.nsfw_available && session.scanned !== false ? [`${format.count(stats.nsfw_detected)} NSFW`] : []),
      format.bytes(session.snapshot!.bytes_done),
    ];
    return parts.join(' · ');
  }

  private filters(files: FilesState, session: SessionState) {
    const { stats } = session.snapshot!;
    const counts: Partial<Record<FileFilter, number>> = { done: stats.processed_files, failed: stats.errors };
    return html`<div class="filters">
      <div class="segments" role="radiogroup" aria-label=${words.filterLabel}>${kFilters.map((filter) => html`
        <label class="segment"><input type="radio" name="file-filter" .checked=${files.filter === filter}
          @change=${() => this.actions.files.filter(filter)} /><span>${words.filters[filter]}${counts[filter] === undefined ? nothing
            : html` <small data-kind=${filter}>${format.count(counts[filter])}</small>`}</span></label>`)}</div>
      <label class="search">${icons.search}<input type="search" class="input" placeholder=${words.search} aria-label=${words.search}
        .value=${files.text} @input=${(event: Event) => this.actions.files.search((event.target as HTMLInputElement).value)} /></label>
    </div>`;
  }

  private table(files: FilesState) {
    const { rows } = files;
    const last = Math.min(this.last, rows.length);
    const first = Math.min(this.first, last);
    const scanned = this.state.config?.nsfw_available ?? false;
    const spacer = (count: number) => html`<div role="none" ${styles({ height: `${count * this.rowHeight}px` })}></div>`;
    return html`<div class="card table-card">
      <div class="table" role="table" aria-label=${words.table} aria-rowcount=${files.total === null ? -1 : files.total + 1} data-scanned=${scanned}>
        ${headRow(scanned)}
        <div class="table-body" role="rowgroup">
          ${spacer(first)}
          ${repeat(rows.slice(first, last), (row: FileRow) => row.id, (row, index) => fileRow(row, first + index + 2, scanned))}
          ${spacer(rows.length - last)}
        </div>
      </div>
      ${this.foot(files)}
    </div>`;
  }

  private foot(files: FilesState) {
    if (files.error !== null) {
      return html`<div class="table-foot" role="alert"><p>${words.failed} ${files.error}</p>
        <button class="button small" type="button" @click=${() => void (files.rows.length > 0 ? this.actions.files.more() : this.actions.files.reload())}>${text.history.retry}</button></div>`;
    }
    if (files.rows.length === 0 && !files.loading && files.complete) {
      return html`<div class="table-foot"><p>${words.noMatch}</p>
        <button class="button small" type="button" @click=${() => this.actions.files.clear()}>${words.clear}</button></div>`;
    }
    return html`<div class="table-foot" aria-busy=${files.loading}><p>${files.loading && files.rows.length === 0 ? words.loading
      : words.shown(files.rows.length, files.total)}</p>
      ${files.complete ? nothing : html`<button class="button small" type="button" ?disabled=${files.loading}
        @click=${() => void this.actions.files.more()}>${files.loading ? words.loading : words.more}</button>`}</div>`;
  }
}

customElements.define('sluice-preview', PreviewView);
