// Pieces of the detail panel: text that folds, text that is copied, lists of fields.

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Field } from '../../state/record';
import { text } from '../../text';
import { icons } from '../parts/icons';

const words = text.preview.detail;
const kFolded = 700;
const kCopiedMs = 1600;

/** Writes to the clipboard, also where the page is not served securely and the modern way is missing. */
async function copy(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = value;
    field.className = 'visually-hidden';
    (document.getElementById('file-detail') ?? document.body).append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}

async function onCopy(event: Event, value: string): Promise<void> {
  const button = event.currentTarget as HTMLElement;
  if (!(await copy(value))) return;
  button.dataset['copied'] = 'true';
  setTimeout(() => { button.dataset['copied'] = 'false'; }, kCopiedMs);
}

export function copyButton(value: string, label: string = words.copy): TemplateResult {
  return html`<button class="icon-button copy-button" type="button" aria-label=${label} title=${label} @click=${(event: Event) => void onCopy(event, value)}>
    ${icons.copy}${icons.check}</button>`;
}

/** Long text, of which the beginning is shown until the rest is asked for. */
export class FoldedText extends LitElement {
  static override properties = { value: { attribute: false } };
  declare value: string;
  private open = false;
  private openOf = '';

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    const value = this.value ?? '';
    if (this.openOf !== value) {
      this.openOf = value;
      this.open = false;
    }
    const folded = !this.open && value.length > kFolded * 1.3;
    return html`<p class="long-text">${folded ? `${value.slice(0, kFolded)}…` : value}</p>
      ${folded ? html`<button class="link-button" type="button" @click=${this.unfold}>${words.showText(value.length)}</button>` : nothing}`;
  }

  private readonly unfold = (): void => {
    this.open = true;
    this.requestUpdate();
  };
}

customElements.define('sluice-folded-text', FoldedText);

export const foldedText = (value: string): TemplateResult => html`<sluice-folded-text .value=${value}></sluice-folded-text>`;

const named = (name: string): string => words.fields[name] ?? name.replaceAll('_', ' ');
const plain = (value: string): string => (value === 'true' ? words.yes : value === 'false' ? words.no : value);

export function fieldList(fields: readonly Field[], copied = false): TemplateResult {
  return html`<dl class="detail-fields">${fields.map(({ name, value }) => html`<div><dt>${named(name)}</dt>
    <dd data-code=${copied}><bdi>${plain(value)}</bdi>${copied ? copyButton(value) : nothing}</dd></div>`)}</dl>`;
}

export function section(title: string, body: unknown, tools: unknown = nothing): TemplateResult {
  return html`<section class="detail-section"><div class="detail-section-head"><h3>${title}</h3>${tools}</div>${body}</section>`;
}

/** Closed until it is opened; what is in it is made then. */
export class LazyPart extends LitElement {
  static override properties = { heading: { attribute: false }, make: { attribute: false } };
  declare heading: string;
  declare make: () => unknown;
  private open = false;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    return html`<details ?open=${this.open} @toggle=${this.onToggle}><summary>${icons.chevron}<bdi>${this.heading}</bdi></summary>${this.open ? this.make() : nothing}</details>`;
  }

  private readonly onToggle = (event: Event): void => {
    event.stopPropagation();
    this.open = (event.target as HTMLDetailsElement).open;
    this.requestUpdate();
  };
}

customElements.define('sluice-lazy-part', LazyPart);

export const lazily = (heading: string, make: () => unknown): TemplateResult => html`<sluice-lazy-part .heading=${heading} .make=${make}></sluice-lazy-part>`;
