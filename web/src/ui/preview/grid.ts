// A line of the grid: as many pictures as fit.

import { html, nothing, type TemplateResult } from 'lit';
import * as format from '../../state/format';
import { text } from '../../text';
import { cellId, changeMark, isLeftOut, labelMark, picture, pixels, scoreMark, tick, type Brush, type Drawn } from './cell';

const words = text.preview;

export function gridCell(drawn: Drawn, column: number, brush: Brush): TemplateResult {
  const { row, offset } = drawn;
  const { folder, name } = format.splitPath(row?.path ?? '');
  return html`<div role="gridcell" class="cell" id=${cellId(offset)} data-offset=${offset} aria-colindex=${column + 1} aria-selected=${drawn.chosen}
    data-focused=${drawn.focused} data-left-out=${isLeftOut(row)} aria-busy=${row === undefined}>
    ${picture(drawn, brush)}
    ${tick(drawn.chosen)}
    ${row === undefined ? html`<span class="cell-words"><span class="bone"></span><span class="bone short"></span></span>` : html`
      <span class="cell-marks">${isLeftOut(row) ? html`<span class="pill">${words.leftOut}</span>` : nothing}${labelMark(row)}${changeMark(row)}</span>
      <span class="cell-words" title=${row.path}><b data-act="open"><bdi>${name}</bdi></b>
        <small>${scoreMark(row)}<span class="cell-meta">${pixels(row) ?? format.bytes(row.size)}${row.generator ? ` · ${row.generator}` : ''}</span>
          <span class="visually-hidden">${words.states[row.state]} ${folder}</span></small></span>`}
  </div>`;
}
