import { html, nothing } from 'lit';
import type { NewestFirst } from '../../api/failure-log';
import { isResting, type Failure, type FileRow } from '../../api/types';
import { everyFailure, FailureFilter, isNarrowed, matches } from '../../state/failure-filter';
import * as format from '../../state/format';
import type { AppState, PolledLine, SessionState } from '../../state/model';
import { reasonsOf } from '../../state/selectors';
import { text } from '../../text';
import { copy } from '../parts/clipboard';
import { lineOf, reasonWords, type FailureItem } from './failure-list';
import { icons } from '../parts/icons';
import { View } from '../parts/view';
import './failure-list';
import './retry';

const words = text.failures;
const kCopiedMs = 2000;

/** The files that failed: each as it happens, or, where the stream did not tell them, the list that the server keeps. */
export class FailuresView extends View {
  private readonly filter = new FailureFilter();
  private retrying = false;
  private copied: boolean | null = null;

  protected reads(state: AppState) {
    const { session } = state;
    if (state.step !== 'process' || session === null) return [false, session?.id];
    return [true, session.id, session.failures, session.failuresOmitted, session.polled, session.polledMissed, session.failed, session.query,
      session.reasons, session.snapshot?.stats.errors, session.snapshot?.status, session.busy];
  }

  protected override render() {
    const { session } = this.state;
    const told = (session?.failures.length ?? 0) + (session?.polled.length ?? 0);
    const count = Math.max(session?.snapshot?.stats.errors ?? 0, session?.failures.length ?? 0);
    if (session === null || count + told === 0) return this.none(session);
    const items = session.failed.open ? rowsOf(session.failed.rows) : this.latest(session);
    const status = session.snapshot?.status;
    const mayRetry = status !== undefined && isResting(status) && session.busy === null;
    return html`<div class="card failures">
      <div class="card-head"><h2>${words.title} <span class="pill" data-kind="bad">${format.count(count)}</span></h2>
        <div class="failure-tools">
          ${mayRetry ? html`<button class="button small" id="retry-btn" type="button" aria-expanded=${this.retrying} @click=${this.flipRetry}>${icons.again}<span>${text.retry.button}</span></button>` : nothing}
          <button class="button small" type="button" title=${words.copyAllTitle(items.length)} ?disabled=${items.length === 0}
            @click=${() => void this.copyAll(items)}>${icons.copy}<span aria-live="polite">${this.copied === null ? words.copyAll : this.copied ? words.copied : words.copyFailed}</span></button>
          <a class="button small" href=${this.actions.session.failed.exportUrl(session.query)} download title=${words.exportTitle}>${icons.down}<span>${words.export}</span></a>
        </div>
      </div>
      <sluice-retry .context=${this.context} .open=${this.retrying && mayRetry} @close=${this.flipRetry}></sluice-retry>
      ${this.narrowing(session)}
      ${items.length === 0 ? this.noMatch(session) : html`<sluice-failure-list .items=${items} .label=${session.failed.open ? words.labelAll : words.label}
        .onEnd=${session.failed.open ? this.loadMore : null}></sluice-failure-list>`}
      ${this.foot(session, items, count)}
    </div>`;
  }

  private none(session: SessionState | null) {
    const status = session?.snapshot?.status;
    const over = status !== undefined && isResting(status) && status !== 'cancelled' && status !== 'error';
    return html`<div class="card failures">
      <div class="card-head"><h2>${words.title}</h2></div>
      <p class="help">${over ? words.noneAtEnd : words.none}</p>
    </div>`;
  }

  // Lines of a poll stand before what the stream has told: they came while it was away.
  private latest(session: SessionState): NewestFirst<FailureItem> {
    const { query } = session;
    const told = this.filter.take(session.failures, query);
    const polled = session.polled.map((line) => polledItem(session, line)).filter((item) => matches(query, { reason: '', ...item }));
    return {
      length: polled.length + told.length,
      at: (index) => {
        if (index < polled.length) return polled[index];
        const failure = told.at(index - polled.length);
        return failure === undefined ? undefined : streamItem(failure);
      },
    };
  }

  private narrowing(session: SessionState) {
    const { query } = session;
    const reasons = reasonsOf(session);
    const { failed } = this.actions.session;
    const chip = (reason: string | null, label: string, files: number | null) => html`<button class="reason" type="button" aria-pressed=${query.reason === reason}
      @click=${() => failed.narrow({ ...query, reason: query.reason === reason ? null : reason })}>${label}${files === null ? nothing : html` <small>${format.count(files)}</small>`}</button>`;
    return html`<div class="failure-filter">
      <div class="reasons" role="group" aria-label=${words.byReason}>
        ${reasons.length < 2 && query.reason === null ? nothing : html`${chip(null, words.all, null)}${reasons.map(([reason, files]) => chip(reason, reasonWords(reason), files))}`}
      </div>
      <label class="search">${icons.search}<input type="search" class="input" placeholder=${words.search} aria-label=${words.search}
        .value=${query.text} @input=${(event: Event) => failed.narrow({ ...query, text: (event.target as HTMLInputElement).value })} /></label>
    </div>`;
  }

  private noMatch(session: SessionState) {
    if (session.failed.open && (session.failed.loading || session.failed.error !== null)) return html`<p class="help" aria-busy="true">${session.failed.error ?? words.loading}</p>`;
    if (!isNarrowed(session.query)) return nothing;
    return html`<p class="help">${words.noMatch} <button class="link-button" type="button"
      @click=${() => this.actions.session.failed.narrow(everyFailure)}>${words.clear}</button></p>`;
  }

  private foot(session: SessionState, items: NewestFirst<FailureItem>, count: number) {
    const { failed, failuresOmitted, polledMissed } = session;
    const unlisted = failuresOmitted + polledMissed;
    const line = failed.open ? words.shown(items.length, isNarrowed(session.query) && failed.complete ? items.length : count)
      : unlisted > 0 ? words.notListed(unlisted) : words.shown(items.length, count);
    return html`<div class="failure-foot"><p class="help">${line}</p>
      ${failed.open || unlisted > 0 ? html`<button class="link-button" type="button" aria-pressed=${failed.open}
        @click=${() => this.actions.session.failed.show(!failed.open)}>${failed.open ? words.showLive : words.showAll}</button>` : nothing}
      ${failed.open && failed.error !== null && items.length > 0 ? html`<p class="field-error" role="alert">${failed.error}</p>` : nothing}
    </div>`;
  }

  private readonly loadMore = (): void => void this.actions.session.failed.more();

  private readonly flipRetry = (): void => {
    this.retrying = !this.retrying;
    if (this.retrying) void this.actions.session.failed.count();
    else this.querySelector<HTMLElement>('#retry-btn')?.focus();
    this.requestUpdate();
  };

  private async copyAll(items: NewestFirst<FailureItem>): Promise<void> {
    const lines = Array.from({ length: items.length }, (_, index) => lineOf(items.at(index)!));
    this.copied = await copy(lines.join('\n'));
    this.requestUpdate();
    setTimeout(() => {
      this.copied = null;
      this.requestUpdate();
    }, kCopiedMs);
  }
}

const streamItem = ({ seq, time, path, stage, reason, message }: Failure): FailureItem =>
  ({ key: `s${seq}`, at: format.timeOf(time), path, stage, reason, message });

const rowsOf = (rows: readonly FileRow[]): NewestFirst<FailureItem> => ({
  length: rows.length,
  at: (index) => {
    const row = rows[index];
    return row === undefined ? undefined : { key: `r${row.id}`, at: format.timeOf(row.at), path: row.path, message: '', ...row.error };
  },
});

// Polling tells a line of text; the list of the server, once it is there, the rest.
function polledItem(session: SessionState, { key, text: told, at }: PolledLine): FailureItem {
  const { path, message } = format.splitFailure(told);
  const row = session.failed.rows.find((each) => each.path === path);
  return { key: `p${key}`, at: at ?? format.timeOf(row?.at), path, message, ...row?.error };
}

customElements.define('sluice-failures', FailuresView);
