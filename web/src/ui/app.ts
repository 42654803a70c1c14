import { html, nothing, type PropertyValues } from 'lit';
import { isResting } from '../api/types';
import { kSteps, type AppState, type Step } from '../state/model';
import { mayVisit } from '../state/selectors';
import { stepOf } from '../state/reduce-session';
import { text } from '../text';
import { icons } from './icons';
import { View } from './view';
import './commit';
import './configure';
import './history';
import './preview';
import './process';

/** The frame: header, steps, notices, and the four sections, of which the current step's is shown. */
export class SluiceApp extends View {
  private shownStep: Step = 'configure';

  protected reads(state: AppState) {
    const snapshot = state.session?.snapshot;
    return [
      state.boot, state.step, state.notice, state.announcement, state.session === null, snapshot?.status,
      kSteps.filter((step) => mayVisit(state, step)).length, state.config,
    ];
  }

  protected override render() {
    const { state } = this;
    return html`
      <a class="skip-link" href="#main" @click=${this.skip}>${text.skip}</a>
      <header class="top">
        <div class="top-inner">
          <div class="brand">${icons.waves}<span>${text.appName}</span></div>
          <button class="button quiet" type="button" @click=${() => this.actions.history.open()}>
            ${icons.clock}<span>${text.history.button}</span>
          </button>
        </div>
      </header>
      <main id="main" tabindex="-1">
        ${this.stepper()}
        ${state.notice === null ? nothing : html`
          <div class="notice" data-kind=${state.notice.kind} role="status">
            <span>${state.notice.text}</span>
            <button class="icon-button" type="button" aria-label=${text.notices.dismiss}
              @click=${() => this.actions.dismissNotice()}>${icons.cross}</button>
          </div>`}
        ${state.boot === 'failed' ? html`
          <div class="card blank" role="alert">
            <h2>${text.boot.failed}</h2>
            <p>${state.bootError}</p><p>${text.boot.failedHelp}</p>
            <button class="button primary" type="button" @click=${() => void this.actions.boot()}>${text.boot.retry}</button>
          </div>` : nothing}
        <div class="steps-body" ?hidden=${state.boot === 'failed'}>
          <sluice-configure .context=${this.context}></sluice-configure>
          <sluice-process .context=${this.context}></sluice-process>
          <sluice-preview .context=${this.context}></sluice-preview>
          <sluice-commit .context=${this.context}></sluice-commit>
        </div>
      </main>
      <sluice-history .context=${this.context}></sluice-history>
      <p class="visually-hidden" aria-live="polite" id="announcer">${state.announcement}</p>`;
  }

  // A step begins at its top, whoever turned the page.
  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.state.step !== this.shownStep) scrollTo({ top: 0 });
    this.shownStep = this.state.step;
  }

  private stepper() {
    const { state } = this;
    const status = state.session?.snapshot?.status;
    const reached = status === undefined ? 'configure' : stepOf(status);
    return html`<nav class="stepper" aria-label=${text.steps.label}>
      <ol>${kSteps.map((step, index) => {
        const current = step === state.step;
        const done = isDone(step, reached, status !== undefined && isResting(status), status === 'committed');
        return html`<li data-current=${current} data-done=${done}>
          <button type="button" aria-current=${current ? 'step' : 'false'} ?disabled=${!mayVisit(state, step)}
            @click=${() => this.actions.show(step)}>
            <span class="step-mark" aria-hidden="true">${done ? icons.check : index + 1}</span>
            <span class="step-words">
              <span class="step-name">${text.steps[step]}${done ? html`<span class="visually-hidden"> (${text.steps.done})</span>` : nothing}</span>
              <span class="step-hint">${text.steps[`${step}Hint`]}</span>
            </span>
          </button>
        </li>`;
      })}</ol>
    </nav>`;
  }

  // The address holds the session: a plain jump to #main would replace it.
  private skip(event: Event): void {
    event.preventDefault();
    document.getElementById('main')?.focus();
  }
}

function isDone(step: Step, reached: Step, resting: boolean, committed: boolean): boolean {
  if (step === 'commit') return committed;
  if (step === 'preview') return committed || reached === 'commit';
  if (step === 'process') return reached === 'preview' || reached === 'commit' || (reached === 'process' && resting);
  return reached !== 'configure';
}

customElements.define('sluice-app', SluiceApp);
