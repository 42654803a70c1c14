// What grid and table show of a file alike.

import { html, nothing, type TemplateResult } from 'lit';
import type { FileRow } from '../../api/types';
import * as format from '../../state/format';
import { text } from '../../text';
import { icons } from '../parts/icons';
import { thumb } from './thumb-queue';

const words = text.preview;

/** A file at its place, as it is to be drawn. */
export interface Drawn {
  offset: number;
  row: FileRow | undefined;  // undefined: its page is on the way
  chosen: boolean;
  focused: boolean;
  blurred: boolean;
  broken: string | undefined;
}

export interface Brush {
  thumbnailUrl(row: FileRow): string;
  onBroken(row: FileRow, url: string): void;
}

export const cellId = (offset: number): string => `file-${offset}`;

export function picture({ row, blurred, broken }: Drawn, brush: Brush): TemplateResult {
  if (row === undefined) return html`<span class="thumb" data-kind="waiting"></span>`;
  if (row.state !== 'done' || broken !== undefined) return placeholder(row, broken);
  return html`<span class="thumb" data-kind="picture" data-blurred=${blurred}>
    <img alt="" decoding="async" draggable="false" width="256" height="256" ${thumb(brush.thumbnailUrl(row), (url) => brush.onBroken(row, url))} />
    ${row.duration ? html`<span class="thumb-length">${icons.play}${format.playTime(row.duration)}</span>` : nothing}
    ${blurred ? html`<span class="thumb-reveal" data-act="reveal" title=${words.revealTitle}>${icons.eye}<span>${words.reveal}</span></span>` : nothing}
  </span>`;
}

const kStateIcons = { pending: icons.wait, running: icons.wait, done: icons.picture, failed: icons.warn, skipped: icons.skip };

function placeholder(row: FileRow, broken: string | undefined): TemplateResult {
  const why = row.state === 'failed' ? reasonOf(row) : row.state === 'done' ? words.noPicture : words.states[row.state];
  return html`<span class="thumb" data-kind=${row.state === 'failed' ? 'failed' : 'none'} title=${broken || (messageOf(row) ?? '')}>
    ${kStateIcons[row.state]}<span class="thumb-why">${why}</span>${broken ? html`<span class="thumb-more">${broken}</span>` : nothing}</span>`;
}

export const reasonOf = (row: FileRow): string => row.error?.reason.replaceAll('_', ' ') ?? words.states.failed;

export function messageOf(row: FileRow): string | null {
  if (row.error !== null) return row.error.message;
  if (row.state !== 'skipped') return null;
  return row.skipped_existing ? words.skippedExisting : words.skippedCancelled;
}

export const pixels = (row: FileRow): string | null => (row.width && row.height ? `${row.width} × ${row.height}` : null);

export const tick = (chosen: boolean): TemplateResult =>
  html`<span class="tick" data-act="choose" data-checked=${chosen} aria-hidden="true">${chosen ? icons.check : nothing}</span>`;

export function scoreMark(row: FileRow): TemplateResult | typeof nothing {
  if (row.score === null) return nothing;
  return html`<span class="score-mark" data-set=${row.score_set ?? false} title=${row.score_set ? words.setByYou : ''}>★ ${words.score(String(row.score))}</span>`;
}

/** The label where it says something: NSFW, or safe because the user says so. */
export function labelMark(row: FileRow): TemplateResult | typeof nothing {
  if (row.nsfw === true) return html`<span class="pill" data-kind="bad" data-set=${row.nsfw_set ?? false} title=${row.nsfw_set ? words.setByYou : ''}>${words.labels.nsfw}</span>`;
  if (row.nsfw === false && row.nsfw_set) return html`<span class="pill" data-kind="good" data-set="true" title=${words.setByYou}>${words.labels.safe}</span>`;
  return nothing;
}

/** A note where a file is not simply new. */
export function changeMark(row: FileRow): TemplateResult | typeof nothing {
  const change = row.change ?? 'new';
  if (change === 'new') return nothing;
  return html`<span class="pill" data-kind=${change === 'changed' ? 'busy' : 'plain'} title=${words.changeHelp[change]}>${words.changes[change]}</span>`;
}

export const isLeftOut = (row: FileRow | undefined): boolean => row !== undefined && row.state === 'done' && !row.included;
