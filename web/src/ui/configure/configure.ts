import { html } from 'lit';
import type { AppState } from '../../state/model';
import { text } from '../../text';
import { reading, scope } from './options';
import { View } from '../parts/view';
import './folders';
import './presets';
import './start-bar';

const words = text.configure;

/** Step 1: which folders, which files, what to read from them. */
export class ConfigureView extends View {
  protected reads(state: AppState) {
    const { fileTypes, form, errors } = state.configure;
    return [state.step === 'configure', state.config, fileTypes, form, errors];
  }

  protected override render() {
    return html`<section class="step" id="configure-section" ?hidden=${this.state.step !== 'configure'} aria-labelledby="configure-title">
      <div class="configure-head">
        <div class="step-head"><h1 id="configure-title">${words.title}</h1><p>${words.lead}</p></div>
        <sluice-presets .context=${this.context}></sluice-presets>
      </div>
      <form class="configure" novalidate @submit=${this.onSubmit} @keydown=${this.onKey}>
        <div class="card folders-card"><sluice-folders .context=${this.context}></sluice-folders></div>
        <div class="side">
          <div class="card">${scope(this.state, this.actions)}</div>
          <div class="card">${reading(this.state, this.actions)}</div>
        </div>
        <sluice-start-bar .context=${this.context}></sluice-start-bar>
      </form>
    </section>`;
  }

  private onSubmit(event: Event): void {
    event.preventDefault();
    void this.start();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.start();
  }

  // The first field that is wrong gets the focus, wherever it stands.
  private async start(): Promise<void> {
    await this.actions.form.start();
    if (Object.keys(this.state.configure.errors).length === 0) return;
    requestAnimationFrame(() => {
      const first = this.querySelector<HTMLElement>('[aria-invalid=true]');
      const details = first?.closest('details');
      if (details) details.open = true;
      first?.focus();
    });
  }
}

customElements.define('sluice-configure', ConfigureView);
