import { html, nothing, type TemplateResult } from 'lit';
import { isResting, type Snapshot } from '../api/types';
import * as format from '../state/format';
import type { AppState, SessionState } from '../state/model';
import { badgeOf, bytesPerSecond, committable, elapsedSeconds, isIndeterminate } from '../state/selectors';
import { text } from '../text';
import { icons } from './icons';
import { badge, digits, sparkline } from './parts';
import { styles } from './styles';
import { View } from './view';
import './failures';

const words = text.process;

/** Step 2: how far it is, as it happens. */
export class ProcessView extends View {
  protected reads(state: AppState) {
    return [state.step === 'process', state.session, state.now, state.config];
  }

  protected override render() {
    const { session, now } = this.state;
    const snapshot = session?.snapshot ?? null;
    return html`<section class="step" id="progress-section" ?hidden=${this.state.step !== 'process'} aria-labelledby="process-title">
      <div class="step-head with-badge">
        <div><h1 id="process-title">${words.title(snapshot)}</h1>${this.where(session)}</div>
        <div class="head-tools">${badge(session === null ? null : badgeOf(session, now), session?.way ?? null)}${this.commands(session)}</div>
      </div>
      ${snapshot === null ? nothing : this.message(snapshot)}
      ${session?.commandError ? html`<div class="notice" data-kind="problem" role="alert"><span>${session.commandError}</span></div>` : nothing}
      <div class="card hero">${this.progress(snapshot)}${this.rates(session)}</div>
      ${this.tiles(session)}
      <sluice-failures .context=${this.context}></sluice-failures>
      <p class="help closing" ?hidden=${snapshot === null || isResting(snapshot.status)}>${words.cancelHelp}</p>
    </section>`;
  }

  private where(session: SessionState | null) {
    const directories = session?.directories ?? [];
    return html`<p class="where">${directories.length === 0 ? '\u00a0'
      : html`<span class="path-text" title=${directories.join('\n')}>${directories.join(', ')}</span>`}</p>`;
  }

  private message(snapshot: Snapshot) {
    if (snapshot.status === 'cancelled') {
      return html`<div class="callout">${words.cancelledText(snapshot.processed_files, snapshot.total_files)}</div>`;
    }
    if (snapshot.status === 'paused' || snapshot.status === 'error') {
      return html`<div class="callout" data-kind=${snapshot.status === 'error' ? 'problem' : 'info'} role="alert">
        ${snapshot.error ? html`<p class="callout-title">${icons.warn}${snapshot.error}</p>` : nothing}
        <p>${snapshot.status === 'paused' ? words.pausedText : words.errorText}</p></div>`;
    }
    return nothing;
  }

  private progress(snapshot: Snapshot | null) {
    const indeterminate = isIndeterminate(snapshot);
    const percent = Math.floor(snapshot?.progress ?? 0);
    const moving = snapshot !== null && !isResting(snapshot.status);
    const line = progressLine(snapshot);
    return html`
      <div class="hero-line">
        <p class="percentage" id="progress-percentage" data-unknown=${indeterminate}>${percent}%</p>
        <p class="hero-text" id="progress-text">${line}</p>
      </div>
      <div class="bar" data-indeterminate=${indeterminate && moving} data-status=${snapshot?.status ?? 'starting'}>
        <div class="bar-fill" id="progress-bar" role="progressbar" aria-label=${text.steps.process} aria-valuemin="0" aria-valuemax="100"
          aria-valuenow=${indeterminate ? nothing : percent} aria-valuetext=${line}
          ${styles({ width: `${snapshot?.progress ?? 0}%` })}></div>
      </div>
      <p class="current" data-moving=${moving}><bdi id="current-file">${(moving ? snapshot?.current_file : null) ?? words.noFile}</bdi></p>`;
  }

  private rates(session: SessionState | null) {
    const snapshot = session?.snapshot ?? null;
    const resting = snapshot !== null && isResting(snapshot.status);
    const elapsed = session === null ? null : elapsedSeconds(session, this.state.now);
    const speed = snapshot?.files_per_second ?? (resting && elapsed ? snapshot.processed_files / elapsed : null);
    const bytes = resting && elapsed ? snapshot.bytes_done / elapsed : session === null ? null : bytesPerSecond(session.samples);
    const left = snapshot?.eta_seconds ?? null;
    return html`<div class="rates">
      <dl class="rate-list">
        ${rate(words.speed, speed === null ? words.unknown : html`${format.rate(speed)} <small>${words.filesPerSecond}</small>`)}
        ${rate(words.data, bytes === null ? words.unknown : `${format.bytes(bytes)}/s`)}
        ${rate(words.left, resting || left === null ? words.unknown : left < 1 ? words.almost : format.duration(left))}
        ${rate(words.elapsed, elapsed === null ? words.unknown : format.duration(elapsed))}
      </dl>
      <div class="spark-box">${sparkline((session?.samples ?? []).map((sample) => sample.perSecond), words.speedChart)}</div>
    </div>`;
  }

  private tiles(session: SessionState | null) {
    const stats = session?.snapshot?.stats;
    const asked = session?.parameters ?? null;
    const available = this.state.config?.nsfw_available ?? true;
    const scanned = available && session?.scanned !== false;
    const nsfwWhy = scanned ? '' : available ? words.unscannedTitle : `${words.unscannedTitle} ${this.state.config?.nsfw_detail ?? ''}`;
    const errors = stats?.errors ?? 0;
    return html`<dl class="tiles">
      ${tile('stat-processed', words.processed, stats?.processed_files ?? 0)}
      ${tile('stat-metadata', words.metadata, asked?.extract_metadata === false ? null : stats?.metadata_extracted ?? 0, words.off)}
      ${tile('stat-keywords', words.keywords, asked?.extract_keywords === false ? null : stats?.keywords_added ?? 0, words.off)}
      ${tile('stat-scores', words.scores, asked?.import_scores === false ? null : stats?.scores_imported ?? 0, words.off)}
      ${tile('stat-nsfw', words.nsfw, scanned ? stats?.nsfw_detected ?? 0 : null, words.unscanned, nsfwWhy)}
      ${tile('stat-errors', words.errors, errors, '', '', errors > 0)}
    </dl>
    <p class="skipped">${stats && stats.skipped_existing > 0 ? words.skipped(stats.skipped_existing) : nothing}</p>`;
  }

  private commands(session: SessionState | null) {
    const snapshot = session?.snapshot ?? null;
    const running = snapshot !== null && (snapshot.status === 'starting' || snapshot.status === 'processing' || snapshot.status === 'paused');
    const cancelling = session?.busy === 'cancelling';
    const readable = snapshot !== null && isResting(snapshot.status);
    return html`<div class="commands">
      <button class="button" id="cancel-btn" type="button" ?hidden=${!running} ?disabled=${cancelling} aria-busy=${cancelling}
        @click=${() => void this.actions.session.cancel()}>${cancelling ? words.cancelling : words.cancel}</button>
      ${readable ? html`
        <button class="button" type="button" @click=${() => this.actions.another()}>${words.another}</button>
        ${committable(snapshot) > 0 ? html`<button class="button primary" type="button"
          @click=${() => this.actions.show('preview')}>${words.review(committable(snapshot))}</button>` : nothing}` : nothing}
    </div>`;
  }
}

function progressLine(snapshot: Snapshot | null): string {
  if (snapshot === null) return '\u00a0';
  const done = snapshot.processed_files + snapshot.stats.errors;
  if (snapshot.discovering && !isResting(snapshot.status)) {
    return snapshot.progress === 0 ? words.found(snapshot.stats.total_discovered, done) : words.stillFinding(done, snapshot.total_files);
  }
  return snapshot.total_files === 0 ? words.nothingNew : words.of(done, snapshot.total_files);
}

const rate = (label: string, value: TemplateResult | string) => html`<div class="rate"><dt>${label}</dt><dd>${value}</dd></div>`;

function tile(id: string, label: string, value: number | null, why = '', title = '', alarm = false) {
  return html`<div class="tile" data-alarm=${alarm} data-off=${value === null} title=${title}>
    <dt>${label}${value === null ? html`<span class="tile-why">${why}</span>` : nothing}</dt>
    <dd id=${id}>${value === null ? words.unknown : digits(value)}</dd>
  </div>`;
}

customElements.define('sluice-process', ProcessView);
