import { html, nothing } from 'lit';
import { kTreeSorts, type AppState, type ConfigureState, type TreeSort } from '../../state/model';
import { text } from '../../text';
import { countLegend } from './count';
import { field } from './fields';
import { icons } from '../parts/icons';
import type { FolderTree } from './tree';
import { View } from '../parts/view';
import './folder-hits';
import './tree';

const words = text.configure;

/** Which folders: by path, in the tree, or by a search. */
export class FoldersView extends View {
  protected reads(state: AppState) {
    const { selection, typed, errors, roots, sort, search } = state.configure;
    return [selection, typed, errors.directory, roots.length > 0, sort, search.text];
  }

  protected override render() {
    const { configure } = this.state;
    const searches = configure.search.text.trim() !== '';
    return html`
      <h2>${words.folders}</h2>
      ${this.path(configure)}
      ${this.tools(configure)}
      <div class="tree-box" @reveal=${this.onReveal}>
        <sluice-tree .context=${this.context} ?hidden=${searches}></sluice-tree>
        <sluice-folder-hits .context=${this.context} ?hidden=${!searches}></sluice-folder-hits>
      </div>
      ${configure.roots.length > 0 ? countLegend() : nothing}
      ${this.chosen(configure)}`;
  }

  private path(configure: ConfigureState) {
    const { browse } = this.actions;
    const several = configure.selection.length > 1;
    const nothingTyped = configure.typed.trim() === '';
    const onEnter = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || !several || nothingTyped) return;
      event.preventDefault();
      browse.addTyped();
    };
    return html`<div @keydown=${onEnter}>${field({
      id: 'directory', label: words.directory, help: words.directoryHelp, error: configure.errors.directory, value: configure.typed,
      placeholder: several ? words.severalPlaceholder : words.directoryPlaceholder, onInput: (value) => browse.type(value),
      ...(several ? { after: html`<button class="button" type="button" ?disabled=${nothingTyped} @click=${() => browse.addTyped()}>${words.add}</button>` } : {}),
    })}</div>`;
  }

  // Beneath the tree, so that a tick does not move the rows under the pointer.
  private chosen({ selection }: ConfigureState) {
    if (selection.length < 2) return nothing;
    return html`<ul class="chips" aria-label=${words.chosen}>${selection.map((path) => html`
      <li class="chip"><span class="path-text" title=${path}>${path}</span><button class="icon-button" type="button"
        aria-label=${words.remove(path)} @click=${() => this.actions.browse.remove(path)}>${icons.cross}</button></li>`)}</ul>`;
  }

  private tools({ search, sort }: ConfigureState) {
    const { browse } = this.actions;
    return html`<div class="tree-tools" role="search">
      <label class="search tree-search">${icons.search}<input type="search" class="input" id="folder-search" autocomplete="off" spellcheck="false"
        placeholder=${words.search} aria-label=${words.search} .value=${search.text} @keydown=${this.onSearchKey}
        @input=${(event: Event) => browse.search((event.target as HTMLInputElement).value)} /></label>
      <label class="sort"><span>${words.sort}</span><select class="input" @change=${(event: Event) => browse.sort((event.target as HTMLSelectElement).value as TreeSort)}>
        ${kTreeSorts.map((each) => html`<option value=${each} .selected=${each === sort}>${words.sorts[each]}</option>`)}</select></label>
    </div>`;
  }

  // Enter must not start a session from here; Escape empties the field in every browser.
  private onSearchKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) event.preventDefault();
    else if (event.key === 'Escape' && this.state.configure.search.text !== '') {
      event.preventDefault();
      this.actions.browse.search('');
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.querySelector<HTMLElement>('.tree-box :is(sluice-tree:not([hidden]) [tabindex="0"], .hit-box:not(:disabled))')?.focus();
    }
  }

  private async onReveal(event: CustomEvent<string>): Promise<void> {
    const path = event.detail;
    const shown = await this.actions.browse.reveal(path);
    if (!shown) return;
    requestAnimationFrame(() => requestAnimationFrame(() => this.querySelector<FolderTree>('sluice-tree')?.focusRow(path)));
  }
}

customElements.define('sluice-folders', FoldersView);
