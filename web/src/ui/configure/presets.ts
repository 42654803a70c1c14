import { html, nothing } from 'lit';
import type { AppState, Preset } from '../../state/model';
import { isApplied, kBuiltIn } from '../../state/presets';
import { chosenFolders } from '../../state/selection';
import { text } from '../../text';
import { icons } from '../parts/icons';
import { View } from '../parts/view';

const words = text.presets;

/** The presets in a row: a click fills in the form. */
export class PresetsView extends View {
  protected reads(state: AppState) {
    const { presets, form, selection, typed } = state.configure;
    return [presets, form, selection, typed, state.config];
  }

  protected override render() {
    const { presets } = this.state.configure;
    return html`<div class="presets" role="group" aria-label=${words.label}>
      <span class="label presets-label" aria-hidden="true">${words.label}</span>
      ${[...kBuiltIn, ...presets].map((preset) => this.chip(preset))}
      <button class="button small quiet" type="button" aria-haspopup="dialog" @click=${() => this.actions.dialog('presets')}>${icons.bookmark}<span>${words.edit}</span></button>
    </div>`;
  }

  private chip(preset: Preset) {
    const { configure, config } = this.state;
    const on = config !== null && isApplied(preset, configure.form, chosenFolders(configure), config.default_pattern);
    return html`<button class="chip-button" type="button" aria-pressed=${on} @click=${() => this.actions.presets.apply(preset)}>
      <span class="chip-mark" aria-hidden="true">${on ? icons.check : nothing}</span><span class="chip-name">${preset.name}</span></button>`;
  }
}

customElements.define('sluice-presets', PresetsView);
