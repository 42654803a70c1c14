// One file in the preview's table.

import { html, nothing } from 'lit';
import type { FileRow } from '../api/types';
import * as format from '../state/format';
import { text } from '../text';
import { icons } from './icons';

const words = text.preview;
const none = html`<span class="none">–</span>`;

const stateIcons = { pending: icons.wait, running: icons.wait, done: icons.check, failed: icons.cross, skipped: icons.skip };

export function headRow(scanned: boolean) {
  const { columns } = words;
  const head = (label: string, kind = '') => html`<span role="columnheader" class=${kind}>${label}</span>`;
  return html`<div role="rowgroup" class="table-head"><div role="row" aria-rowindex="1" class="row-cells">
    ${head(columns.state)}${head(columns.name)}${head(columns.type)}${head(columns.pixels, 'num')}${head(columns.keywords, 'num')}
    ${head(columns.score, 'num')}${scanned ? head(columns.nsfw, 'num') : nothing}${head(columns.generator)}${head(columns.size, 'num')}
  </div></div>`;
}

export function fileRow(row: FileRow, index: number, scanned: boolean) {
  const { folder, name } = format.splitPath(row.path);
  const message = messageOf(row);
  return html`<div role="row" class="row row-cells" aria-rowindex=${index} data-state=${row.state}>
    <span role="cell" class="cell-state" title=${words.states[row.state]}>${stateIcons[row.state]}<span>${words.states[row.state]}</span></span>
    <span role="cell" class="cell-name" title=${row.path}>
      <span class="name-line"><b>${name}</b>${row.warning_count ? html`<span class="pill" data-kind="warn">${words.warnings(row.warning_count)}</span>` : nothing}</span>
      <span class="folder-line"><bdi>${folder}</bdi></span>
      <span class="meta-line">${message ?? metaLine(row)}</span>
    </span>
    ${message !== null ? html`<span role="cell" class="cell-message" title=${message}>${
      row.error ? html`<span class="pill" data-kind="bad">${row.error.reason.replaceAll('_', ' ')}</span> ` : nothing}${message}</span>` : html`
      <span role="cell" class="cell-type">${row.format?.toUpperCase() ?? none}</span>
      <span role="cell" class="num">${pixels(row) ?? none}${row.duration ? html`<small>${format.playTime(row.duration)}</small>` : nothing}</span>
      <span role="cell" class="num">${row.keyword_count ? format.count(row.keyword_count) : none}</span>
      <span role="cell" class="num">${row.score ?? none}</span>
      ${scanned ? html`<span role="cell" class="num" title=${row.nsfw_score === null ? words.unscanned : ''}>${
        row.nsfw_score === null ? none : row.nsfw_score.toFixed(2)}</span>` : nothing}
      <span role="cell" class="cell-generator" title=${row.model_name ?? ''}>${row.generator || none}${
        row.model_name ? html`<small>${row.model_name}</small>` : nothing}</span>`}
    <span role="cell" class="num cell-size">${format.bytes(row.size)}</span>
  </div>`;
}

function messageOf(row: FileRow): string | null {
  if (row.error !== null) return row.error.message;
  if (row.state !== 'skipped') return null;
  return row.skipped_existing ? words.skippedExisting : words.skippedCancelled;
}

const pixels = (row: FileRow): string | null => (row.width && row.height ? `${row.width} × ${row.height}` : null);

function metaLine(row: FileRow): string {
  return [
    row.format?.toUpperCase(), pixels(row), row.duration ? format.playTime(row.duration) : null,
    row.keyword_count ? words.keywordsShort(row.keyword_count) : null, row.score === null ? null : `★ ${row.score}`, row.generator,
    format.bytes(row.size),
  ].filter(Boolean).join(' · ');
}
