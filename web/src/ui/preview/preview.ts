import { html, nothing } from 'lit';
import type { SessionStatus } from '../../api/types';
import * as format from '../../state/format';
import { isUnfiltered } from '../../state/filters';
import type { AppState, SessionState } from '../../state/model';
import { elapsedSeconds } from '../../state/selectors';
import { mayEdit } from '../../state/selectors-files';
import { text } from '../../text';
import { icons } from '../parts/icons';
import { View } from '../parts/view';

const words = text.preview;

/** Step 3: what was read, to be looked through and corrected. */
export class PreviewView extends View {
  protected reads(state: AppState) {
    const shown = state.step === 'preview';
    return [shown, state.session?.id, state.session?.scanned, state.session?.busy, shown ? state.session?.snapshot : null, state.config,
      state.files.total === 0 && isUnfiltered(state.files.filters), isUnfiltered(state.files.filters), state.files.filters, state.files.panel === 'more', state.files.detail === null];
  }

  protected override render() {
    const { session, step } = this.state;
    const shown = step === 'preview';
    return html`<section class="step" id="preview-section" ?hidden=${!shown} aria-labelledby="preview-title" data-detail=${this.state.files.detail !== null}>
      ${session?.snapshot && shown ? this.content(session) : html`<h1 id="preview-title">${words.title}</h1>`}
    </section>`;
  }

  private content(session: SessionState) {
    const snapshot = session.snapshot!;
    const { files } = this.state;
    const nothingThere = snapshot.total_files === 0 && isUnfiltered(files.filters) && (files.total ?? 0) === 0;
    return html`
      <div class="step-head with-badge">
        <div><h1 id="preview-title">${nothingThere ? words.empty : words.summary(snapshot, elapsedSeconds(session, this.state.now))}</h1>
          <p class="where">${nothingThere ? words.emptyText(snapshot.stats.skipped_existing) : this.totals(session)}</p></div>
        <div class="head-tools">${nothingThere ? nothing : this.exports()}
          <a class="button" href=${this.actions.reportUrl(session.id)} target="_blank" rel="noopener" title=${words.reportTitle}>
            ${icons.out}<span>${words.report}</span></a></div>
      </div>
      ${nothingThere ? html`<div class="card blank"><p>${words.emptyHelp}</p>
          <button class="button primary" type="button" @click=${() => this.actions.another()}>${text.process.another}</button></div>`
        : html`
          ${mayEdit(session) ? nothing : html`<p class="callout review-closed">${closed(snapshot.status)}</p>`}
          <sluice-file-bar .context=${this.context}></sluice-file-bar>
          <sluice-file-list .context=${this.context}></sluice-file-list>
          <sluice-file-dock .context=${this.context}></sluice-file-dock>
          <sluice-file-detail .context=${this.context}></sluice-file-detail>`}`;
  }

  private exports() {
    const filtered = !isUnfiltered(this.state.files.filters);
    const link = (kind: 'csv' | 'json', label: string) => html`<a class="export-item" href=${this.actions.files.exportUrl(kind)} download>${icons.down}<span>${label}</span></a>`;
    return html`<details class="export-menu" @focusout=${closeLeft} @click=${closeChosen}>
      <summary class="button">${icons.down}<span>${words.exports}</span></summary>
      <div class="export-list"><p class="help">${words.exportTitle(filtered)}</p>${link('csv', words.exportCsv)}${link('json', words.exportJson)}</div>
    </details>`;
  }

  private totals(session: SessionState) {
    const { stats, bytes_done: bytes } = session.snapshot!;
    const { totals } = words;
    const parts = [
      ...(stats.errors > 0 ? [totals.failed(stats.errors)] : []),
      ...(stats.skipped_existing > 0 ? [totals.skipped(stats.skipped_existing)] : []),
      totals.keywords(stats.keywords_added), totals.scores(stats.scores_imported),
      ...(this.state.config?.nsfw_available && session.scanned !== false ? [totals.nsfw(stats.nsfw_detected)] : []),
      format.bytes(bytes),
    ];
    return parts.join(' · ');
  }
}

const closed = (status: SessionStatus): string => (status === 'committed' ? words.readOnly : words.readOnlyBusy);

function closeLeft(event: FocusEvent): void {
  const menu = event.currentTarget as HTMLDetailsElement;
  if (!menu.contains(event.relatedTarget as Node | null)) menu.open = false;
}

function closeChosen(event: Event): void {
  if ((event.target as Element).closest('a') !== null) (event.currentTarget as HTMLDetailsElement).open = false;
}

customElements.define('sluice-preview', PreviewView);
