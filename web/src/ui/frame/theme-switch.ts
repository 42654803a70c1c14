import { html, type TemplateResult } from 'lit';
import type { AppearanceActions } from '../../actions/appearance';
import { kThemes, type Theme } from '../../state/model';
import { text } from '../../text';
import { icons } from '../parts/icons';

const pictures = { system: icons.screen, light: icons.sun, dark: icons.moon };

/** `name`: one of its own for each place where it stands. */
export const themeSwitch = (name: string, theme: Theme, appearance: AppearanceActions, withWords: boolean): TemplateResult =>
  html`<div class="segments theme-switch" role="radiogroup" aria-label=${text.theme.label}>${kThemes.map((each) => html`
    <label class="segment" title=${text.theme.names[each]}><input type="radio" name=${name} .checked=${each === theme}
      aria-label=${text.theme.names[each]} @change=${() => appearance.set(each)} /><span>${pictures[each]}${withWords ? text.theme.names[each] : ''}</span></label>`)}</div>`;
