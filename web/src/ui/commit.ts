import { html, nothing } from 'lit';
import { mayCommit, type Snapshot } from '../api/types';
import * as format from '../state/format';
import type { AppState, SessionState } from '../state/model';
import { badgeOf, committable, committedFiles } from '../state/selectors';
import { text } from '../text';
import { icons } from './icons';
import { digits } from './parts';
import { styles } from './styles';
import { View } from './view';

const words = text.commit;

/** Step 4: what will be written, its progress and its result. Waits as a bar beneath the preview. */
export class CommitView extends View {
  protected reads(state: AppState) {
    return [state.step, state.session?.snapshot, state.session?.busy, state.session?.commandError, state.session?.committedCount,
      state.session?.link, state.step === 'commit' ? state.now : 0];
  }

  protected override render() {
    const { session, step } = this.state;
    const snapshot = session?.snapshot ?? null;
    const waits = step === 'preview' && snapshot !== null && (mayCommit(snapshot.status) && committable(snapshot) > 0);
    return html`<section class=${step === 'commit' ? 'step commit' : 'commit-bar'} id="commit-section"
      ?hidden=${step !== 'commit' && !waits} aria-labelledby="commit-title">
      ${this.body(session, snapshot, step === 'commit')}
    </section>`;
  }

  private body(session: SessionState | null, snapshot: Snapshot | null, full: boolean) {
    const writing = snapshot?.status === 'committing' || session?.busy === 'committing';
    const ended = !writing && (snapshot?.status === 'committed' || snapshot?.status === 'commit_error');
    const failed = snapshot?.commit_errors ?? [];
    const percent = writing || ended ? Math.floor(writing && snapshot?.status !== 'committing' ? 0 : snapshot?.commit_progress ?? 0) : 0;
    const indeterminate = writing && percent === 0;
    return html`
      <div class=${full ? 'card commit-card' : 'commit-inner'} data-outcome=${outcome(snapshot, writing)}>
        <div class="commit-head">
          ${full ? html`<span class="commit-mark" aria-hidden="true">${snapshot?.status === 'committed' && !writing ? icons.check
            : snapshot?.status === 'commit_error' && !writing ? icons.warn : icons.folder}</span>` : nothing}
          <div class="commit-words">
            <h1 id="commit-title">${title(session, snapshot, writing)}</h1>
            ${this.explain(snapshot, writing)}
          </div>
          ${full && session !== null && writing ? html`<span class="badge" data-kind=${badgeOf(session, this.state.now).kind}><span class="dot" aria-hidden="true"></span>${badgeOf(session, this.state.now).label}</span>` : nothing}
        </div>
        <div class="commit-progress" ?hidden=${!full || !(writing || ended)}>
          <div class="bar" data-indeterminate=${indeterminate} data-status=${writing ? 'committing' : snapshot?.status ?? ''}>
            <div class="bar-fill" id="commit-progress-bar" role="progressbar" aria-label=${text.steps.commit} aria-valuemin="0" aria-valuemax="100"
              aria-valuenow=${indeterminate ? nothing : percent} ${styles({ width: `${percent}%` })}></div>
          </div>
          <p class="commit-percent" aria-hidden="true">${percent}%</p>
        </div>
        ${session?.commandError && full ? html`<p class="form-error" role="alert">${icons.warn}${session.commandError}</p>` : nothing}
        ${full && failed.length > 0 ? html`<p class="commit-failed">${writing ? words.failedSoFar(failed.length) : words.doneFailed(failed.length)}</p>
          <ol class="failure-list" tabindex="0">${failed.map((line) => {
            const { path, message } = format.splitFailure(line);
            const parts = format.splitPath(path);
            return html`<li class="failure"><span class="failure-words">${path === '' ? nothing : html`<span class="failure-path" title=${path}><span class="folder-text">${parts.folder}</span><b>${parts.name}</b></span>`}<span class="failure-message">${message}</span></span></li>`;
          })}</ol>` : nothing}
        ${this.commands(session, snapshot, full, writing)}
      </div>
      ${full && snapshot !== null ? this.summary(snapshot) : nothing}`;
  }

  private explain(snapshot: Snapshot | null, writing: boolean) {
    if (snapshot === null) return nothing;
    const n = committable(snapshot);
    if (writing) return html`<p>${words.committing(n)}</p>`;
    if (snapshot.status === 'committed') return snapshot.commit_errors.length === 0 ? html`<p>${words.doneClean}</p>` : nothing;
    if (snapshot.status === 'commit_error') return html`${snapshot.commit_error ? html`<p class="commit-why">${snapshot.commit_error}</p>` : nothing}<p>${words.stopped}</p>`;
    if (n === 0) return html`<p>${words.nothing}</p>`;
    return html`<p>${snapshot.status === 'undone' ? `${words.undone} ` : ''}${words.ready(n)}
      ${snapshot.stats.errors > 0 ? words.leftOut(snapshot.stats.errors) : ''} <span class="wide-only">${words.harmless}</span></p>`;
  }

  private summary({ processed_files, stats, bytes_done }: Snapshot) {
    const { summary } = words;
    const item = (label: string, value: unknown) => html`<div class="tile"><dt>${label}</dt><dd>${value}</dd></div>`;
    return html`<dl class="tiles four" aria-label=${summary.label}>
      ${item(summary.files, digits(processed_files))}${item(summary.keywords, digits(stats.keywords_added))}
      ${item(summary.scores, digits(stats.scores_imported))}${item(summary.data, format.bytes(bytes_done))}
    </dl>`;
  }

  private commands(session: SessionState | null, snapshot: Snapshot | null, full: boolean, writing: boolean) {
    const n = snapshot === null ? 0 : committable(snapshot);
    const may = snapshot !== null && mayCommit(snapshot.status) && n > 0;
    const ended = snapshot?.status === 'committed' && !writing;
    return html`<div class="commit-commands">
      ${full && ended && session !== null ? html`
        <a class="button" href=${this.actions.reportUrl(session.id)} target="_blank" rel="noopener">${icons.out}<span>${words.report}</span></a>
        <button class="button primary" type="button" @click=${() => this.actions.another()}>${words.another}</button>` : nothing}
      ${full && !writing && !ended ? html`<button class="button" type="button"
        @click=${() => this.actions.show('preview')}>${words.review}</button>` : nothing}
      <button class="button primary" id="commit-btn" type="button" ?hidden=${ended || writing || !may} ?disabled=${!may || writing}
        aria-busy=${writing} @click=${() => void this.actions.session.commit()}>${
        snapshot?.status === 'commit_error' ? words.again : words.button(n)}</button>
    </div>`;
  }
}

function title(session: SessionState | null, snapshot: Snapshot | null, writing: boolean): string {
  if (session === null || snapshot === null) return text.steps.commit;
  if (writing) return words.committingTitle;
  if (snapshot.status === 'committed') return words.doneTitle(committedFiles(session));
  if (snapshot.status === 'commit_error') return words.stoppedTitle;
  if (snapshot.status === 'undone') return words.undoneTitle;
  return words.readyTitle(committable(snapshot));
}

function outcome(snapshot: Snapshot | null, writing: boolean): string {
  if (writing || snapshot === null) return 'none';
  return snapshot.status === 'committed' ? 'good' : snapshot.status === 'commit_error' ? 'bad' : 'none';
}

customElements.define('sluice-commit', CommitView);
