import { html, nothing, type TemplateResult } from 'lit';
import { icons } from './icons';

export type Ticked = 'true' | 'false' | 'mixed';

/** The picture of a box that is ticked, or not, or in part; what it means is said by the element around it. */
export const tick = (ticked: Ticked, included = false): TemplateResult =>
  html`<span class="tick" data-checked=${ticked} data-included=${included} aria-hidden="true">${
    ticked === 'true' ? icons.check : ticked === 'mixed' ? icons.dash : nothing}</span>`;
