import { html, nothing, type PropertyValues } from 'lit';
import { kSteps, type AppState, type Step } from '../../state/model';
import { mayVisit } from '../../state/selectors';
import { text } from '../../text';
import { icons } from '../parts/icons';
import { focusStep } from './step-focus';
import { stepper } from './stepper';
import { themeSwitch } from './theme-switch';
import { View } from '../parts/view';
import '../commit/commit';
import '../configure/configure';
import './help';
import '../history/history';
import '../configure/presets-dialog';
import '../preview';
import '../process/process';

/** The frame: header, steps, notices, and the four sections, of which the current step's is shown. */
export class SluiceApp extends View {
  private shownStep: Step = 'configure';
  private turns = 0;

  protected reads(state: AppState) {
    const snapshot = state.session?.snapshot;
    return [
      state.boot, state.step, state.notice, state.announcement, state.session === null, snapshot?.status,
      kSteps.filter((step) => mayVisit(state, step)).length, state.config, state.theme, state.turns,
    ];
  }

  protected override render() {
    const { state } = this;
    return html`
      <a class="skip-link" href="#main" @click=${this.skip}>${text.skip}</a>
      ${this.header()}
      <main id="main" tabindex="-1">
        ${stepper(state, (step) => this.actions.show(step))}
        ${this.notice()}
        ${state.boot === 'failed' ? this.unreachable() : nothing}
        <div class="steps-body" data-boot=${state.boot} ?hidden=${state.boot === 'failed'}>
          <sluice-configure .context=${this.context}></sluice-configure>
          <sluice-process .context=${this.context}></sluice-process>
          <sluice-preview .context=${this.context}></sluice-preview>
          <sluice-commit .context=${this.context}></sluice-commit>
        </div>
      </main>
      <sluice-history .context=${this.context}></sluice-history>
      <sluice-presets-dialog .context=${this.context}></sluice-presets-dialog>
      <sluice-help .context=${this.context}></sluice-help>
      <p class="visually-hidden" aria-live="polite" id="announcer">${state.announcement}</p>`;
  }

  // A step begins at its top, whoever turned the page. Its view draws after this one: the focus waits for it.
  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { step, turns } = this.state;
    const byUser = turns !== this.turns;
    if (byUser || step !== this.shownStep) {
      scrollTo({ top: 0 });
      setTimeout(() => focusStep(step, byUser));
    }
    this.shownStep = step;
    this.turns = turns;
  }

  private header() {
    return html`<header class="top">
      <div class="top-inner">
        <div class="brand">${icons.waves}<span>${text.appName}</span></div>
        <div class="top-tools">
          ${themeSwitch('theme', this.state.theme, this.actions.appearance, false)}
          <button class="button quiet" type="button" aria-haspopup="dialog" @click=${() => this.actions.history.open()}>
            ${icons.clock}<span>${text.history.button}</span></button>
          <button class="button quiet" type="button" aria-label=${text.help.button} aria-haspopup="dialog" aria-keyshortcuts="?" @click=${() => this.actions.dialog('help')}>
            ${icons.help}<span class="tool-word">${text.help.button}</span></button>
        </div>
      </div>
    </header>`;
  }

  private notice() {
    const { notice } = this.state;
    return html`<div role="status">${notice === null ? nothing : html`<div class="notice" data-kind=${notice.kind}>
      <span>${notice.text}</span>
      <button class="icon-button" type="button" aria-label=${text.notices.dismiss} @click=${() => this.actions.dismissNotice()}>${icons.cross}</button>
    </div>`}</div>`;
  }

  private unreachable() {
    return html`<div class="card blank" role="alert">
      <h1>${text.boot.failed}</h1>
      <p>${this.state.bootError}</p><p>${text.boot.failedHelp}</p>
      <button class="button primary" type="button" @click=${() => void this.actions.boot()}>${text.boot.retry}</button>
    </div>`;
  }

  // The address holds the session: a plain jump to #main would replace it.
  private skip(event: Event): void {
    event.preventDefault();
    document.getElementById('main')?.focus();
  }
}

customElements.define('sluice-app', SluiceApp);
