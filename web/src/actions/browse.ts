// The folder tree, the search for folders, and which of them are chosen.

import type { Api } from '../api/client';
import type { TreeSort } from '../state/model';
import { childrenOf, foldersAbove } from '../state/selection';
import type { Store } from '../state/store';
import { problemText } from './problem';

const kSearchDelayMs = 250;
const kShortestSearch = 2;
const kMostRevealed = 8;

export class BrowseActions {
  private searchTimer: ReturnType<typeof setTimeout> | undefined;
  private searchAbort: AbortController | null = null;

  constructor(private readonly store: Store, private readonly api: Api) {}

  async loadRoots(): Promise<void> {
    this.store.dispatch({ type: 'tree/roots-loading' });
    try {
      const listing = await this.api.directories(null);
      this.store.dispatch({ type: 'tree/roots', listing });
      const [only] = listing.directories;
      if (listing.directories.length === 1 && only?.has_children) await this.expand(only.path);
    } catch (error) {
      this.store.dispatch({ type: 'tree/roots-failed', message: problemText(error) });
    }
  }

  async expand(path: string): Promise<void> {
    const node = this.store.state.configure.nodes[path];
    if (!node || node.loading || !node.hasChildren) return;
    if (node.children !== null) {
      if (!node.expanded) this.store.dispatch({ type: 'tree/expand', path, expanded: true });
      return;
    }
    this.store.dispatch({ type: 'tree/loading', path });
    try {
      this.store.dispatch({ type: 'tree/loaded', path, listing: await this.api.directories(path) });
    } catch (error) {
      this.store.dispatch({ type: 'tree/failed', path, message: problemText(error) });
    }
  }

  async expandSiblings(path: string): Promise<void> {
    const { configure } = this.store.state;
    const parent = configure.nodes[path]?.parent ?? null;
    for (const node of childrenOf(configure, parent)) await this.expand(node.path);
  }

  collapse(path: string): void {
    this.store.dispatch({ type: 'tree/expand', path, expanded: false });
  }

  focus(path: string): void {
    this.store.dispatch({ type: 'tree/focus', path });
  }

  sort(sort: TreeSort): void {
    this.store.dispatch({ type: 'tree/sort', sort });
  }

  /** Opens all folders above this one; tells whether the tree now shows it. */
  async open(path: string): Promise<boolean> {
    for (const above of foldersAbove(path, this.store.state.configure.roots)) await this.expand(above);
    return this.store.state.configure.nodes[path] !== undefined;
  }

  /** Leaves the search and shows the folder where it stands. */
  async reveal(path: string): Promise<boolean> {
    this.search('');
    const shown = await this.open(path);
    if (shown) this.focus(path);
    return shown;
  }

  /** Opens the tree as far as it takes to see what is chosen. */
  async showChosen(): Promise<void> {
    for (const path of this.store.state.configure.selection.slice(0, kMostRevealed)) await this.open(path);
  }

  toggle(path: string): void {
    this.store.dispatch({ type: 'select/toggle', path });
  }

  remove(path: string): void {
    this.store.dispatch({ type: 'select/remove', path });
  }

  type(text: string): void {
    this.store.dispatch({ type: 'select/typed', text });
  }

  addTyped(): void {
    this.store.dispatch({ type: 'select/add-typed' });
  }

  choose(paths: readonly string[]): void {
    this.store.dispatch({ type: 'select/all', paths });
  }

  /** After a session: counts in the tree may have changed. */
  async refresh(): Promise<void> {
    const open = Object.values(this.store.state.configure.nodes).filter((node) => node.expanded && node.children !== null);
    for (const node of open) {
      try {
        this.store.dispatch({ type: 'tree/loaded', path: node.path, listing: await this.api.directories(node.path) });
      } catch { /* the old counts stay */ }
    }
  }

  /** What is loaded is searched at once, the server when the typing pauses. */
  search(text: string): void {
    this.store.dispatch({ type: 'search/text', text });
    clearTimeout(this.searchTimer);
    this.searchAbort?.abort();
    const wanted = text.trim();
    if (wanted.length < kShortestSearch) return;
    this.store.dispatch({ type: 'search/loading' });
    this.searchTimer = setTimeout(() => void this.searchServer(wanted), kSearchDelayMs);
  }

  private async searchServer(text: string): Promise<void> {
    const abort = new AbortController();
    this.searchAbort = abort;
    try {
      const result = await this.api.searchDirectories(text, abort.signal);
      if (!abort.signal.aborted) this.store.dispatch({ type: 'search/found', result });
    } catch {
      if (!abort.signal.aborted) this.store.dispatch({ type: 'search/failed' });
    }
  }
}
