// How many of a folder's files the catalogue has: a number, a colour, and a shape for those who do not see the colour.

import { html, type TemplateResult } from 'lit';
import { text } from '../../text';
import { icons } from '../parts/icons';

const words = text.configure;

interface Counted {
  total: number | null;
  ingested: number;
}

export type CountKind = 'unknown' | 'empty' | 'none' | 'part' | 'all';

export function countKind({ total, ingested }: Counted): CountKind {
  if (total === null) return 'unknown';
  if (total === 0) return 'empty';
  return ingested <= 0 ? 'none' : ingested < total ? 'part' : 'all';
}

const shapes = { none: icons.ring, part: icons.half, all: icons.full };

export function countOf(folder: Counted, hasChildren: boolean): TemplateResult {
  const kind = countKind(folder);
  if (kind === 'unknown') return html`<span class="count" data-kind=${kind}>${words.counts.unknown}</span>`;
  if (kind === 'empty') return html`<span class="count" data-kind=${kind}>${hasChildren ? words.counts.foldersOnly : words.counts.empty}</span>`;
  const said = words.countsTitle(folder.total!, folder.ingested);
  return html`<span class="count" data-kind=${kind} title=${said}>
    <span aria-hidden="true">${words.counts.known(Math.min(folder.ingested, folder.total!), folder.total!)}</span>
    <span class="visually-hidden">${said}</span>${shapes[kind]}</span>`;
}

export const countLegend = (): TemplateResult => html`<p class="legend help"><span>${words.legend.label}</span>
  ${(['all', 'part', 'none'] as const).map((kind) => html`<span class="count" data-kind=${kind}>${shapes[kind]}${words.legend[kind]}</span>`)}
  <span class="legend-note">${words.legend.note}</span></p>`;
