import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { AppState, FolderHit } from '../../state/model';
import { hitsOf, includedBy } from '../../state/selection';
import { splitPath } from '../../state/format';
import { text } from '../../text';
import { countOf } from './count';
import { tick } from '../parts/tick';
import { View } from '../parts/view';

const words = text.configure;

/** The folders that a search has found: to be ticked here, or shown where they stand in the tree. */
export class FolderHits extends View {
  protected reads(state: AppState) {
    const { nodes, search, sort, selection, form } = state.configure;
    return [nodes, search, sort, selection, form.recursive];
  }

  protected override render() {
    const { configure } = this.state;
    const { search } = configure;
    if (search.text.trim() === '') return nothing;
    const hits = hitsOf(configure);
    return html`<p class="hits-note" role="status">${this.note(hits.length)}</p>
      <ul class="hits">${repeat(hits, (hit) => hit.path, (hit) => this.hit(hit))}</ul>`;
  }

  private note(found: number): string {
    const { status, complete, text: wanted } = this.state.configure.search;
    if (status === 'failed') return words.searchFailed;
    if (status === 'loading') return found === 0 ? words.searching : `${words.searchHits(found)} · ${words.searching}`;
    if (found === 0) return status === 'ready' ? words.searchNone(wanted.trim()) : '';
    return complete ? words.searchHits(found) : `${words.searchHits(found)}. ${words.searchCut}`;
  }

  private hit(hit: FolderHit) {
    const { selection, form, search } = this.state.configure;
    const parent = includedBy(hit.path, selection, form.recursive);
    const checked = parent !== null || selection.includes(hit.path);
    return html`<li class="hit">
      <label class="hit-choice" title=${parent === null ? hit.path : words.includedTitle(parent)}>
        <input class="hit-box" type="checkbox" .checked=${checked} ?disabled=${parent !== null} @change=${() => this.actions.browse.toggle(hit.path)} />
        ${tick(checked ? 'true' : 'false', parent !== null)}
        <span class="hit-words"><span class="hit-name">${marked(hit.name, search.text.trim())}</span>
          <span class="hit-folder">${splitPath(hit.path).folder}</span></span>
      </label>
      ${countOf(hit, true)}
      <button class="button small quiet" type="button" aria-label=${words.revealPath(hit.path)} @click=${() => this.reveal(hit.path)}>${words.reveal}</button>
    </li>`;
  }

  private reveal(path: string): void {
    this.dispatchEvent(new CustomEvent<string>('reveal', { detail: path, bubbles: true }));
  }
}

function marked(name: string, wanted: string) {
  const at = name.toLowerCase().indexOf(wanted.toLowerCase());
  if (at < 0) return name;
  const end = at + wanted.length;
  return html`${name.slice(0, at)}<mark>${name.slice(at, end)}</mark>${name.slice(end)}`;
}

customElements.define('sluice-folder-hits', FolderHits);
