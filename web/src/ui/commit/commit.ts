import { html, nothing, type PropertyValues } from 'lit';
import { mayCommit, type Snapshot } from '../../api/types';
import * as format from '../../state/format';
import type { AppState, SessionState } from '../../state/model';
import { badgeOf, committedFiles, toWrite } from '../../state/selectors';
import { text } from '../../text';
import { commitPlan, planLine } from './commit-plan';
import { icons } from '../parts/icons';
import { digits } from '../parts/parts';
import { styles } from '../parts/styles';
import { undoQuestion, undoResult } from './undo';
import { View } from '../parts/view';

const words = text.commit;
const kListed = 10;  // the newest, which every state brings along

/** What the card is about. */
type Phase = 'ready' | 'writing' | 'undoing' | 'done' | 'stopped' | 'undone';

function phaseOf({ snapshot, busy }: SessionState): Phase {
  if (busy === 'committing') return 'writing';
  if (busy === 'undoing') return 'undoing';
  switch (snapshot?.status) {
    case 'committing': return snapshot.undoing === true ? 'undoing' : 'writing';
    case 'committed': return 'done';
    case 'commit_error': return 'stopped';
    case 'undone': return 'undone';
    default: return 'ready';
  }
}

/** Step 4: what will be written, its progress, its result, and the way back. Waits as a bar beneath the preview. */
export class CommitView extends View {
  private asking = false;  // whether to undo

  protected reads(state: AppState) {
    const { session, step } = state;
    if (session === null || (step !== 'commit' && step !== 'preview')) return [step === 'commit', session?.id, session?.snapshot?.status, session?.snapshot?.commit_progress];
    const badge = badgeOf(session, state.now);
    return [step, session.id, session.snapshot, session.busy, session.commandError, session.committedCount, session.plan, session.undo, badge.label];
  }

  protected override render() {
    const { session, step } = this.state;
    const snapshot = session?.snapshot ?? null;
    const full = step === 'commit';
    const waits = step === 'preview' && snapshot !== null && mayCommit(snapshot.status) && snapshot.processed_files > 0;
    return html`<section class=${full ? 'step commit' : 'commit-bar'} id="commit-section" ?hidden=${!full && !waits} aria-labelledby="commit-title">
      ${session === null || snapshot === null ? html`<h1 id="commit-title">${text.steps.commit}</h1>${bar(0, false, '', false)}
          <button class="button primary" id="commit-btn" type="button" hidden>${words.again}</button>`
        : this.body(session, snapshot, full)}
    </section>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { session, step } = this.state;
    if (session !== null && (step === 'commit' || step === 'preview')) void this.actions.session.commands.plan();
  }

  private body(session: SessionState, snapshot: Snapshot, full: boolean) {
    const phase = phaseOf(session);
    const moving = phase === 'writing' || phase === 'undoing';
    const begun = snapshot.status === 'committing';
    const percent = Math.floor(moving && !begun ? 0 : snapshot.commit_progress);
    const barred = full && (moving || phase === 'done' || phase === 'stopped');
    const planned = phase === 'ready' || phase === 'undone' || phase === 'stopped';
    return html`
      <div class=${full ? 'card commit-card' : 'commit-inner'} data-outcome=${phase === 'done' ? 'good' : phase === 'stopped' ? 'bad' : 'none'}>
        <div class="commit-head">
          ${full ? html`<span class="commit-mark" aria-hidden="true">${markOf(phase)}</span>` : nothing}
          <div class="commit-words"><h1 id="commit-title" tabindex="-1">${titleOf(session, phase)}</h1>${this.explain(session, snapshot, phase)}</div>
          ${full && moving ? this.badge(session) : nothing}
        </div>
        <div class="commit-progress" ?hidden=${!barred}>
          ${bar(percent, moving && percent === 0, moving ? 'committing' : snapshot.status, phase === 'undoing')}
          <p class="commit-percent" aria-hidden="true">${percent}%</p>
        </div>
        ${session.commandError !== null && full ? html`<p class="form-error" role="alert">${icons.warn}${session.commandError}</p>` : nothing}
        ${full && phase === 'undone' ? undoResult(session.undo) : nothing}
        ${full && planned ? commitPlan(session.plan) : nothing}
        ${full && phase !== 'undoing' && phase !== 'undone' ? failedLines(snapshot.commit_errors, phase === 'writing', this.showFailed) : nothing}
        ${full && this.asking && mayUndo(session, phase) ? undoQuestion({ go: this.undo, keep: this.keep }) : nothing}
        ${this.commands(session, snapshot, full, phase)}
      </div>
      ${full && !moving ? this.rest(session, snapshot) : nothing}`;
  }

  private badge(session: SessionState) {
    const badge = badgeOf(session, this.state.now);
    return html`<span class="badge" data-kind=${badge.kind} title=${badge.detail}><span class="dot" aria-hidden="true"></span>${badge.label}</span>`;
  }

  private explain(session: SessionState, snapshot: Snapshot, phase: Phase) {
    switch (phase) {
      case 'writing': return html`<p>${words.committing(toWrite(session))}</p>`;
      case 'undoing': return html`<p>${text.undo.running}</p>`;
      case 'done': return snapshot.commit_errors.length === 0 ? html`<p>${words.doneClean}</p>` : nothing;
      case 'stopped': return html`${snapshot.commit_error ? html`<p class="commit-why">${snapshot.commit_error}</p>` : nothing}<p>${words.stopped}</p>`;
      case 'undone': return html`<p>${session.undo === null ? text.undo.unknown : text.undo.result(session.undo.removed, session.undo.restored)}</p>`;
      case 'ready':
        if (snapshot.processed_files === 0) return html`<p>${words.nothing}</p>`;
        return html`<p>${planLine(session)} <span class="wide-only">${words.harmless}</span></p>`;
    }
  }

  private commands(session: SessionState, snapshot: Snapshot, full: boolean, phase: Phase) {
    const writes = toWrite(session);
    const may = mayCommit(snapshot.status) && writes > 0 && session.busy === null;
    const moving = phase === 'writing' || phase === 'undoing';
    return html`<div class="commit-commands" ?hidden=${full && this.asking && mayUndo(session, phase)}>
      ${full && mayUndo(session, phase) ? html`<button class="button" id="undo-btn" type="button" @click=${this.ask}>${icons.undo}<span>${text.undo.button}</span></button>` : nothing}
      ${full && !moving ? html`<button class="button" type="button" @click=${() => this.actions.show('preview')}>${words.review}</button>` : nothing}
      ${full && phase === 'done' ? html`<button class="button primary" type="button" @click=${() => this.actions.another()}>${words.another}</button>` : nothing}
      <button class="button primary" id="commit-btn" type="button" ?hidden=${!may} ?disabled=${!may}
        @click=${() => void this.actions.session.commands.commit()}>${phase === 'stopped' || phase === 'undone' ? words.again : words.button(writes)}</button>
    </div>`;
  }

  private rest(session: SessionState, snapshot: Snapshot) {
    const { summary } = words;
    const { processed_files: files, stats, bytes_done: bytes } = snapshot;
    const item = (label: string, value: unknown) => html`<div class="tile"><dt>${label}</dt><dd>${value}</dd></div>`;
    const link = (href: string, label: string, download: boolean) => html`<a class="button small" href=${href} ?download=${download}
      target=${download ? nothing : '_blank'} rel="noopener">${download ? icons.down : icons.out}<span>${label}</span></a>`;
    return html`<dl class="tiles four" aria-label=${summary.label}>
      ${item(summary.files, digits(files))}${item(summary.keywords, digits(stats.keywords_added))}
      ${item(summary.scores, digits(stats.scores_imported))}${item(summary.data, format.bytes(bytes))}
    </dl>
    <div class="card exports"><div><h2>${words.exports}</h2><p class="help">${words.exportsHelp}</p></div>
      <div class="export-links">${link(this.actions.reportUrl(session.id), words.report, false)}
        ${link(this.actions.session.exportUrl(session.id, 'csv'), words.csv, true)}${link(this.actions.session.exportUrl(session.id, 'json'), words.json, true)}</div></div>`;
  }

  private readonly showFailed = (): void => {
    this.actions.files.list.filter({ commit_failed: '1' });
    this.actions.show('preview');
  };
  private readonly ask = (): void => this.show(true, '#undo-keep');
  private readonly keep = (): void => this.show(false, '#undo-btn');
  private readonly undo = (): void => {
    void this.actions.session.commands.undo();
    this.show(false, '#commit-title');
  };

  private show(asking: boolean, focus: string): void {
    this.asking = asking;
    this.requestUpdate();
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(focus)?.focus());
  }
}

const mayUndo = (session: SessionState, phase: Phase): boolean =>
  session.busy === null && (phase === 'done' || (phase === 'stopped' && (session.committedCount ?? session.snapshot!.commit_progress) > 0));

const markOf = (phase: Phase) => phase === 'done' ? icons.check : phase === 'stopped' ? icons.warn : phase === 'undone' || phase === 'undoing' ? icons.undo : icons.folder;

function bar(percent: number, indeterminate: boolean, status: string, undoing: boolean) {
  return html`<div class="bar" data-indeterminate=${indeterminate} data-status=${status} data-undoing=${undoing}>
    <div class="bar-fill" id="commit-progress-bar" role="progressbar" aria-label=${undoing ? text.undo.progress : text.steps.commit} aria-valuemin="0" aria-valuemax="100"
      aria-valuenow=${indeterminate ? nothing : percent} ${styles({ width: `${percent}%` })}></div></div>`;
}

function titleOf(session: SessionState, phase: Phase): string {
  switch (phase) {
    case 'writing': return words.committingTitle;
    case 'undoing': return text.undo.runningTitle;
    case 'done': return words.doneTitle(committedFiles(session));
    case 'stopped': return words.stoppedTitle;
    case 'undone': return text.undo.doneTitle;
    case 'ready': return words.readyTitle(toWrite(session));
  }
}

function failedLines(lines: readonly string[], writing: boolean, showAll: () => void) {
  if (lines.length === 0) return nothing;
  return html`<div class="commit-failures"><p class="commit-failed">${icons.warn}${writing ? words.failedSoFar : words.doneFailed}</p>
    <ol class="line-list" tabindex="0">${lines.map((line) => {
      const { path, message } = format.splitFailure(line);
      const { folder, name } = format.splitPath(path);
      return html`<li>${path === '' ? nothing : html`<p class="line-path"><span class="folder-text">${folder}</span><b>${name}</b></p>`}<p class="line-why">${message}</p></li>`;
    })}</ol>
    ${writing || lines.length < kListed ? nothing : html`<button class="button small" type="button" @click=${showAll}>${words.allFailed}</button>`}</div>`;
}

customElements.define('sluice-commit', CommitView);
