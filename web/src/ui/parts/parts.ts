// Small pieces that several views use.

import { html, type TemplateResult } from 'lit';
import type { Badge } from '../../state/selectors';

/** A whole number whose thousands are set apart by space alone: its text stays "12345". */
export function digits(n: number): TemplateResult | string {
  const plain = String(Math.max(0, Math.round(n)));
  if (plain.length < 5) return plain;
  const groups: string[] = [];
  for (let end = plain.length; end > 0; end -= 3) groups.unshift(plain.slice(Math.max(0, end - 3), end));
  return html`${groups.map((group) => html`<span class="digits">${group}</span>`)}`;
}

/** `way`: who holds the connection, for whoever looks into the document. */
export function badge(value: Badge | null, way: string | null): TemplateResult {
  return html`<span id="live-badge" class="badge" data-kind=${value?.kind ?? 'waiting'} data-way=${way ?? ''} title=${value?.detail ?? ''} ?hidden=${value === null}
    ><span class="dot" aria-hidden="true"></span><span>${value?.label ?? ''}</span></span>`;
}
