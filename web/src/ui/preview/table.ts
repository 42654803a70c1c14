// A line of the table: one file.

import { html, nothing, type TemplateResult } from 'lit';
import type { FileRow } from '../../api/types';
import * as format from '../../state/format';
import { text } from '../../text';
import { cellId, changeMark, isLeftOut, labelMark, messageOf, picture, pixels, reasonOf, scoreMark, tick, type Brush, type Drawn } from './cell';

const words = text.preview;
const none = html`<span class="none">–</span>`;
export const kTableColumns = 9;

export function tableHead(): TemplateResult {
  const { columns } = words;
  const head = (label: string, index: number, kind = '') => html`<span role="columnheader" class=${kind} aria-colindex=${index}>${label}</span>`;
  return html`<div role="row" aria-rowindex="1" class="row-cells files-head">
    ${head(columns.file, 1, 'head-file')}${head(columns.change, 2)}${head(columns.label, 3)}${head(columns.score, 4, 'num')}${head(columns.pixels, 5, 'num')}
    ${head(columns.keywords, 6, 'num')}${head(columns.generator, 7)}${head(columns.type, 8)}${head(columns.size, 9, 'num')}
  </div>`;
}

/** The cells of a row; the first of them is the one that the keys are on. */
export function tableCells(drawn: Drawn, brush: Brush): TemplateResult {
  const { row, offset } = drawn;
  return html`
    <span role="gridcell" class="cell-file" id=${cellId(offset)} aria-colindex="1" aria-selected=${drawn.chosen}>
      ${tick(drawn.chosen)}${picture(drawn, brush)}
      ${row === undefined ? html`<span class="cell-name"><span class="bone"></span><span class="bone short"></span></span>` : nameOf(row)}
    </span>
    ${row === undefined ? nothing : messageOf(row) !== null ? message(row) : values(row)}`;
}

function nameOf(row: FileRow): TemplateResult {
  const { folder, name } = format.splitPath(row.path);
  return html`<span class="cell-name" title=${row.path}>
    <span class="name-line"><b data-act="open"><bdi>${name}</bdi></b>${isLeftOut(row) ? html`<span class="pill">${words.leftOut}</span>` : nothing}${
      row.warning_count ? html`<span class="pill wide" data-kind="warn">${words.warnings(row.warning_count)}</span>` : nothing}</span>
    <span class="folder-line"><bdi>${folder}</bdi></span>
    <span class="meta-line">${messageOf(row) ?? html`${scoreMark(row)}${labelMark(row)}${changeMark(row)}<span>${
      [row.duration ? format.playTime(row.duration) : null, pixels(row), format.bytes(row.size)].filter(Boolean).join(' · ')}</span>`}</span>
  </span>`;
}

const message = (row: FileRow): TemplateResult => html`<span role="gridcell" class="cell-message" aria-colindex="2" aria-colspan="7" data-kind=${row.state} title=${messageOf(row)}>${
    row.error ? html`<span class="pill" data-kind="bad">${reasonOf(row)}</span> ` : html`<span class="pill">${words.states[row.state]}</span> `}${messageOf(row)}</span>
  <span role="gridcell" class="num cell-size" aria-colindex="9">${format.bytes(row.size)}</span>`;

function values(row: FileRow): TemplateResult {
  const change = row.change ?? null;
  const waiting = row.state === 'pending' || row.state === 'running';
  return html`
    <span role="gridcell" aria-colindex="2">${waiting ? html`<span class="pill">${words.states[row.state]}</span>` : change === 'new' ? html`<span class="quiet-word">${words.changes.new}</span>` : changeMark(row)}</span>
    <span role="gridcell" aria-colindex="3">${row.nsfw === true || row.nsfw_set ? labelMark(row) : html`<span class="quiet-word">${
      (row.nsfw ?? null) === null ? none : words.labels.safe}</span>`}${row.nsfw_score === null ? nothing : html`<small>${row.nsfw_score.toFixed(2)}</small>`}</span>
    <span role="gridcell" class="num" aria-colindex="4">${row.score === null ? none : scoreMark(row)}</span>
    <span role="gridcell" class="num" aria-colindex="5">${pixels(row) ?? none}${row.duration ? html`<small>${format.playTime(row.duration)}</small>` : nothing}</span>
    <span role="gridcell" class="num" aria-colindex="6">${row.keyword_count ? format.count(row.keyword_count) : none}</span>
    <span role="gridcell" class="cell-generator" aria-colindex="7" title=${row.model_name ?? ''}>${row.generator || none}${row.model_name ? html`<small>${row.model_name}</small>` : nothing}</span>
    <span role="gridcell" aria-colindex="8">${row.format?.toUpperCase() ?? none}</span>
    <span role="gridcell" class="num cell-size" aria-colindex="9">${format.bytes(row.size)}</span>`;
}
