// A dialog over the page: the browser keeps the focus inside, Escape and a click beside it close it, and the focus goes
// back to where it was.

import { html, type PropertyValues, type TemplateResult } from 'lit';
import { icons } from '../parts/icons';
import { View } from '../parts/view';

export abstract class Modal extends View {
  protected abstract get isOpen(): boolean;
  protected abstract close(): void;

  /** `name`: its class, and the beginning of its title's id. */
  protected frame(name: string, title: string, closeLabel: string, body: unknown): TemplateResult {
    return html`<dialog class="modal ${name}" aria-labelledby="${name}-title" @close=${() => this.close()} @click=${this.onClick}>
      <div class="modal-inner">
        <div class="modal-head"><h2 id="${name}-title">${title}</h2>
          <button class="icon-button" type="button" aria-label=${closeLabel} @click=${() => this.close()}>${icons.cross}</button></div>
        ${body}
      </div>
    </dialog>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const dialog = this.querySelector('dialog')!;
    if (this.isOpen && !dialog.open) dialog.showModal();
    else if (!this.isOpen && dialog.open) dialog.close();
  }

  private onClick(event: Event): void {
    if (event.target === event.currentTarget) this.close();
  }
}
