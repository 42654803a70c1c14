import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { isResting, type FileError } from '../api/types';
import * as format from '../state/format';
import type { AppState, PolledLine, SessionState } from '../state/model';
import { text } from '../text';
import { View } from './view';

const words = text.process;

const kShownAtFirst = 100;
const kShownMore = 500;

/** The files that failed: each as it happens, or, where the stream did not tell them, the list that the server keeps. */
export class FailuresView extends View {
  private shown = kShownAtFirst;
  private shownOf: string | null = null;

  protected reads(state: AppState) {
    const { session } = state;
    return [session?.id, session?.failures, session?.failuresOmitted, session?.polled, session?.polledMissed, session?.failed,
      session?.snapshot?.stats.errors, session?.snapshot?.status];
  }

  protected override render() {
    const { session } = this.state;
    if (this.shownOf !== (session?.id ?? null)) {
      this.shownOf = session?.id ?? null;
      this.shown = kShownAtFirst;
    }
    const told = (session?.failures.length ?? 0) + (session?.polled.length ?? 0);
    const count = Math.max(session?.snapshot?.stats.errors ?? 0, session?.failures.length ?? 0);
    if (session === null || count + told === 0) return this.none(session);
    const { failed } = session;
    const all = failed.open || count > session.failures.length;
    return html`<div class="card failures">
      <div class="card-head"><h2>${words.failures} <span class="pill" data-kind="bad">${format.count(count)}</span></h2>
        ${all ? html`<button class="link-button" type="button" aria-pressed=${failed.open}
          @click=${() => this.actions.files.showFailed(!failed.open)}>${failed.open ? words.showLive : words.showAll(count)}</button>` : nothing}
      </div>
      ${failed.open ? this.all(session) : this.latest(session)}
    </div>`;
  }

  private none(session: SessionState | null) {
    const status = session?.snapshot?.status;
    const over = status !== undefined && isResting(status) && status !== 'cancelled' && status !== 'error';
    return html`<div class="card failures">
      <div class="card-head"><h2>${words.failures}</h2></div>
      <p class="help">${over ? words.noFailuresEnd : words.noFailures}</p>
    </div>`;
  }

  private latest(session: SessionState) {
    const { failures, failuresOmitted, polled, polledMissed } = session;
    const hidden = failures.length - this.shown;
    return html`<ol class="failure-list" id="failures" tabindex="0" aria-label=${words.latest}>
      ${repeat(polled, (line) => line.key, (line) => this.polledLine(session, line))}
      ${repeat(failures.slice(0, this.shown), (failure) => failure.seq, (failure) => line(format.timeOf(failure.time), failure.path, failure))}
    </ol>
    ${hidden > 0 ? html`<button class="button small" type="button" @click=${this.showMore}>${words.showMore(Math.min(hidden, kShownMore))}</button>` : nothing}
    ${polledMissed + failuresOmitted > 0 ? html`<p class="help">${words.notListed(polledMissed + failuresOmitted)}</p>` : nothing}`;
  }

  private readonly showMore = (): void => {
    this.shown += kShownMore;
    this.requestUpdate();
  };

  private polledLine(session: SessionState, { text: told, at }: PolledLine) {
    const { path, message } = format.splitFailure(told);
    const row = session.failed.rows.find((each) => each.path === path);
    return line(at ?? format.timeOf(row?.at), path, row?.error ?? { message });
  }

  private all(session: SessionState) {
    const { failed } = session;
    return html`<ol class="failure-list" tabindex="0" aria-label=${words.failedList}>
      ${repeat(failed.rows, (row) => row.id, (row) => line(format.timeOf(row.at), row.path, row.error ?? { message: '' }))}
    </ol>
    ${failed.error === null ? nothing : html`<p class="field-error" role="alert">${failed.error}</p>`}
    ${failed.complete && failed.error === null ? nothing : html`<button class="button small" type="button" ?disabled=${failed.loading}
      @click=${() => void this.actions.files.loadFailed(failed.rows.length > 0)}>${failed.loading ? text.preview.loading : words.loadMore}</button>`}`;
  }
}

const kPlain = (word: string): string => word.replaceAll('_', ' ');

function line(at: number | null, path: string, { stage, reason, message }: Partial<FileError> & { message: string }) {
  const { folder, name } = format.splitPath(path);
  return html`<li class="failure">
    <span class="failure-time">${at === null ? words.before : format.clock(at)}</span>
    <span class="failure-words">
      ${path === '' ? nothing : html`<span class="failure-path" title=${path}><span class="folder-text">${folder}</span><b>${name}</b></span>`}
      <span class="failure-message">${reason ? html`<span class="pill" title=${words.reason}>${kPlain(reason)}</span> ` : nothing}${
        stage ? html`<span class="failure-stage" title=${words.stage}>${words.stages[stage] ?? kPlain(stage)}</span> · ` : nothing}${message}</span>
    </span>
  </li>`;
}

customElements.define('sluice-failures', FailuresView);
