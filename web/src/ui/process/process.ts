import { html, nothing } from 'lit';
import { isResting, type Snapshot } from '../../api/types';
import type { AppState, SessionState } from '../../state/model';
import { badgeOf } from '../../state/selectors';
import { text } from '../../text';
import { toggle } from '../configure/fields';
import { icons } from '../parts/icons';
import { badge } from '../parts/parts';
import { View } from '../parts/view';
import './failures';
import './progress';
import './rates';
import './read-tiles';
import './session-commands';
import './stages';
import './workers';

const words = text.process;

/** Step 2: the frame of it. What moves is in views of its own, so that an event redraws only what it changes. */
export class ProcessView extends View {
  protected reads(state: AppState) {
    const { session, now } = state;
    const snapshot = session?.snapshot ?? null;
    const shown = session === null ? null : badgeOf(session, now);
    return [
      state.step === 'process', session?.id, session?.way, session?.directories, session?.commandError, session?.commandNote,
      shown?.kind, shown?.label, snapshot?.status, snapshot?.error, snapshot?.run, snapshot?.discovering, words.title(snapshot),
      snapshot?.status === 'paused' ? snapshot.workers?.length : 0, snapshot?.status === 'cancelled' ? snapshot.processed_files : 0, state.notify,
    ];
  }

  protected override render() {
    const { session, now, notify } = this.state;
    const snapshot = session?.snapshot ?? null;
    const { context } = this;
    return html`<section class="step" id="progress-section" ?hidden=${this.state.step !== 'process'} aria-labelledby="process-title">
      <div class="step-head with-badge">
        <div><h1 id="process-title" tabindex="-1">${words.title(snapshot)}</h1>${this.where(session)}</div>
        <div class="head-tools">${badge(session === null ? null : badgeOf(session, now), session?.way ?? null)}
          <sluice-session-commands .context=${context}></sluice-session-commands></div>
      </div>
      ${snapshot === null ? nothing : this.message(snapshot)}
      ${session?.commandError ? html`<div class="notice" data-kind="problem" role="alert"><span>${session.commandError}</span></div>` : nothing}
      ${session?.commandNote ? html`<div class="notice" role="status"><span>${session.commandNote}</span></div>` : nothing}
      <div class="card hero"><sluice-progress .context=${context}></sluice-progress><sluice-rates .context=${context}></sluice-rates></div>
      <sluice-stages .context=${context}></sluice-stages>
      <div class="process-pair"><sluice-workers .context=${context}></sluice-workers><sluice-read-tiles .context=${context}></sluice-read-tiles></div>
      <sluice-failures .context=${context}></sluice-failures>
      <div class="closing" ?hidden=${snapshot === null || isResting(snapshot.status)}>
        ${toggle({
          id: 'notify-me', label: text.notify.label, help: notify.why === null ? text.notify.help : text.notify[notify.why],
          checked: notify.wanted, disabled: notify.why !== null, onChange: (wanted) => void this.wantNotices(wanted),
        })}
        <p class="help">${words.help}</p>
      </div>
    </section>`;
  }

  // The browser may have said no: the switch shows what is.
  private async wantNotices(wanted: boolean): Promise<void> {
    await this.actions.session.notify.want(wanted);
    const box = this.querySelector<HTMLInputElement>('#notify-me');
    if (box !== null) box.checked = this.state.notify.wanted;
  }

  private where(session: SessionState | null) {
    const directories = session?.directories ?? [];
    return html`<p class="where">${directories.length === 0 ? '\u00a0'
      : html`<span class="path-text" title=${directories.join('\n')}>${directories.join(', ')}</span>`}</p>`;
  }

  private message(snapshot: Snapshot) {
    switch (snapshot.status) {
      case 'cancelled': return html`<div class="callout">${words.cancelledText(snapshot.processed_files, snapshot.total_files)}</div>`;
      case 'error': return this.trouble(snapshot.error, words.errorText, 'problem');
      case 'paused':
        return snapshot.error !== null ? this.trouble(snapshot.error, words.waitingText, 'info')
          : html`<div class="callout" data-kind="calm">${words.pausedText(snapshot.workers?.length ?? 0)}</div>`;
      default: return nothing;
    }
  }

  private trouble(title: string | null, explained: string, kind: string) {
    return html`<div class="callout" data-kind=${kind} role="alert">
      ${title === null ? nothing : html`<p class="callout-title">${icons.warn}${title}</p>`}<p>${explained}</p></div>`;
  }
}

customElements.define('sluice-process', ProcessView);
