import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { isResting } from '../api/types';
import * as format from '../state/format';
import type { AppState, FailureLine, SessionState } from '../state/model';
import { text } from '../text';
import { View } from './view';

const words = text.process;

/** The files that failed: the latest as they happen, or all of them. */
export class FailuresView extends View {
  protected reads(state: AppState) {
    const { session } = state;
    return [session?.feed, session?.feedMissed, session?.failed, session?.snapshot?.stats.errors, session?.snapshot?.status];
  }

  protected override render() {
    const { session } = this.state;
    const errors = session?.snapshot?.stats.errors ?? 0;
    if (session === null || errors + session.feed.length === 0) return this.none(session);
    const { failed } = session;
    return html`<div class="card failures">
      <div class="card-head"><h2>${words.failures} <span class="pill" data-kind="bad">${format.count(errors)}</span></h2>
        <button class="link-button" type="button" aria-pressed=${failed.open}
          @click=${() => this.actions.files.showFailed(!failed.open)}>${failed.open ? words.showLive : words.showAll(errors)}</button>
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
    return html`<ol class="failure-list" tabindex="0" aria-label=${words.latest}>
      ${repeat(session.feed, (line) => line.key, (line) => this.line(session, line))}
    </ol>
    ${session.feedMissed > 0 ? html`<p class="help">${words.missed(session.feedMissed)}</p>` : nothing}`;
  }

  private line(session: SessionState, line: FailureLine) {
    const { path, message } = format.splitFailure(line.text);
    const known = line.at ?? format.timeOf(session.failed.rows.find((row) => row.path === path)?.at);
    return failure(known === null ? words.before : format.clock(known), path, message);
  }

  private all(session: SessionState) {
    const { failed } = session;
    return html`<ol class="failure-list" tabindex="0" aria-label=${words.failedList}>
      ${repeat(failed.rows, (row) => row.id, (row) => {
        const at = format.timeOf(row.at);
        return failure(at === null ? words.before : format.clock(at), row.path, row.error?.message ?? '', row.error?.reason);
      })}
    </ol>
    ${failed.error === null ? nothing : html`<p class="field-error" role="alert">${failed.error}</p>`}
    ${failed.complete && failed.error === null ? nothing : html`<button class="button small" type="button" ?disabled=${failed.loading}
      @click=${() => void this.actions.files.loadFailed(failed.rows.length > 0)}>${failed.loading ? text.preview.loading : words.loadMore}</button>`}`;
  }
}

function failure(time: string, path: string, message: string, reason?: string) {
  const { folder, name } = format.splitPath(path);
  return html`<li class="failure">
    <span class="failure-time">${time}</span>
    <span class="failure-words">
      ${path === '' ? nothing : html`<span class="failure-path" title=${path}><span class="folder-text">${folder}</span><b>${name}</b></span>`}
      <span class="failure-message">${reason ? html`<span class="pill">${reason.replaceAll('_', ' ')}</span> ` : nothing}${message}</span>
    </span>
  </li>`;
}

customElements.define('sluice-failures', FailuresView);
