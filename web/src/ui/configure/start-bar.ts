import { html, type TemplateResult } from 'lit';
import type { AppState, ConfigureState } from '../../state/model';
import { chosenFolders } from '../../state/selection';
import { text } from '../../text';
import { icons } from '../parts/icons';
import { View } from '../parts/view';

/** What Start would do, and Start. The forecast is a help: it never stands in the way. */
export class StartBar extends View {
  protected reads(state: AppState) {
    const { selection, typed, formError, starting, estimate } = state.configure;
    return [selection, typed, formError, starting, estimate];
  }

  protected override render() {
    const { configure } = this.state;
    const words = text.configure;
    return html`<div class="start-bar">
      <div class="start-words">${configure.formError === null ? this.outlook(configure)
        : html`<p class="form-error" role="alert">${icons.warn}<span>${configure.formError}</span></p>`}</div>
      <button class="button primary large" id="process-btn" type="submit" aria-busy=${configure.starting}
        ?disabled=${configure.starting}>${configure.starting ? words.starting : words.start}</button>
    </div>`;
  }

  private outlook(configure: ConfigureState) {
    const chosen = chosenFolders(configure);
    const words = text.configure;
    return html`<p class="start-folders">${chosen.length === 0 ? words.nothingChosen
      : chosen.length === 1 ? html`<span class="path-text" title=${chosen[0]!}>${chosen[0]}</span>` : words.chosenCount(chosen.length)}</p>
      ${this.forecast(configure, chosen.length)}`;
  }

  // The last forecast stays, dimmed, until the next is there: nothing jumps while a form is filled in.
  private forecast({ estimate }: ConfigureState, chosen: number): TemplateResult {
    const { status, value, why } = estimate;
    const words = text.estimate;
    const line = status === 'failed' ? words.failed(why) : value !== null ? words.line(value) : status === 'loading' ? words.loading : chosen === 0 ? words.waiting : '\u00a0';
    return html`<p class="forecast" id="estimate" role="status" data-status=${status} title=${line}>${line}</p>`;
  }
}

customElements.define('sluice-start-bar', StartBar);
