// Taking a commit back: the question, and what came of it.

import { html, nothing } from 'lit';
import type { UndoResult } from '../../api/types';
import * as format from '../../state/format';
import { text } from '../../text';
import { icons } from '../parts/icons';

const words = text.undo;

export function undoQuestion({ go, keep }: { go(): void; keep(): void }) {
  const leave = (event: KeyboardEvent): void => { if (event.key === 'Escape') keep(); };
  return html`<div class="ask" role="group" aria-labelledby="undo-title" aria-describedby="undo-what" @keydown=${leave}>
    <h2 id="undo-title">${words.title}</h2>
    <ul class="ask-points" id="undo-what"><li>${words.what}</li><li>${words.kept}</li><li>${words.files}</li></ul>
    <div class="ask-commands">
      <button class="button danger" type="button" id="undo-go" @click=${go}>${icons.undo}<span>${words.go}</span></button>
      <button class="button" type="button" id="undo-keep" @click=${keep}>${words.keep}</button>
    </div>
  </div>`;
}

/** The rows that were kept, and why. */
export function undoResult(result: UndoResult | null) {
  if (result === null || result.kept === 0) return nothing;
  const more = result.kept - result.files.length;
  return html`<div class="undo-kept">
    <p class="commit-failed">${words.keptTitle(result.kept)}</p>
    <ol class="line-list" tabindex="0">${result.files.map(({ path, why }) => {
      const { folder, name } = format.splitPath(path);
      return html`<li><p class="line-path"><span class="folder-text">${folder}</span><b>${name}</b></p><p class="line-why">${why}</p></li>`;
    })}</ol>
    ${more > 0 ? html`<p class="help">${words.keptMore(more)}</p>` : nothing}
  </div>`;
}
