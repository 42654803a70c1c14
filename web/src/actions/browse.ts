// The folder tree, the file types and the start of a session.

import { ApiError, type Api } from '../api/client';
import type { Form } from '../state/model';
import { checkForm, chosenFolders, fieldOf, patternToggle, toParameters } from '../state/selection';
import type { Store } from '../state/store';
import type { Parameters, Started } from '../api/types';
import { problemText } from './problem';

const kTypesDelayMs = 250;

export class BrowseActions {
  private typesTimer: ReturnType<typeof setTimeout> | undefined;
  private typesAbort: AbortController | null = null;
  private typesFor = '';

  constructor(
    private readonly store: Store, private readonly api: Api,
    private readonly onStarted: (started: Started, parameters: Parameters) => void,
  ) {}

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
    if (!node || node.loading) return;
    if (node.children !== null) {
      this.store.dispatch({ type: 'tree/expand', path, expanded: true });
      return;
    }
    this.store.dispatch({ type: 'tree/loading', path });
    try {
      this.store.dispatch({ type: 'tree/loaded', path, listing: await this.api.directories(path) });
    } catch (error) {
      this.store.dispatch({ type: 'tree/failed', path, message: problemText(error) });
    }
  }

  collapse(path: string): void {
    this.store.dispatch({ type: 'tree/expand', path, expanded: false });
  }

  focus(path: string): void {
    this.store.dispatch({ type: 'tree/focus', path });
  }

  toggle(path: string): void {
    this.store.dispatch({ type: 'select/toggle', path });
    this.lookAtTypes();
  }

  remove(path: string): void {
    this.store.dispatch({ type: 'select/remove', path });
    this.lookAtTypes();
  }

  type(text: string): void {
    this.store.dispatch({ type: 'select/typed', text });
    this.lookAtTypes();
  }

  addTyped(): void {
    this.store.dispatch({ type: 'select/add-typed' });
    this.lookAtTypes();
  }

  set(patch: Partial<Form>): void {
    this.store.dispatch({ type: 'form', patch });
  }

  toggleType(extension: string): void {
    this.set({ pattern: patternToggle(this.store.state.configure.form.pattern, extension) });
  }

  resetPattern(): void {
    this.set({ pattern: this.store.state.config?.default_pattern ?? '' });
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

  async start(): Promise<void> {
    const { configure, config } = this.store.state;
    if (configure.starting) return;
    const folders = chosenFolders(configure);
    const available = config?.nsfw_available ?? false;
    const errors = checkForm(configure.form, folders, available);
    if (Object.keys(errors).length > 0) {
      this.store.dispatch({ type: 'form/invalid', errors, formError: null });
      return;
    }
    this.store.dispatch({ type: 'form/starting' });
    const parameters = toParameters(configure.form, folders, available);
    try {
      this.onStarted(await this.api.process(parameters), parameters);
    } catch (error) {
      this.refused(error);
    }
  }

  private refused(error: unknown): void {
    const named = error instanceof ApiError ? fieldOf(error.detail) : null;
    this.store.dispatch(named === null
      ? { type: 'form/invalid', errors: {}, formError: problemText(error) }
      : { type: 'form/invalid', errors: { [named.field]: named.message }, formError: null });
  }

  private lookAtTypes(): void {
    const folders = chosenFolders(this.store.state.configure);
    const key = folders.join('\n');
    if (key === this.typesFor) return;
    this.typesFor = key;
    clearTimeout(this.typesTimer);
    this.typesAbort?.abort();
    if (folders.length === 0) {
      this.store.dispatch({ type: 'types/none' });
      return;
    }
    this.store.dispatch({ type: 'types/loading' });
    this.typesTimer = setTimeout(() => void this.loadTypes(folders), kTypesDelayMs);
  }

  private async loadTypes(folders: string[]): Promise<void> {
    const abort = new AbortController();
    this.typesAbort = abort;
    try {
      const { file_types: list } = await this.api.fileTypes(folders, abort.signal);
      if (!abort.signal.aborted) this.store.dispatch({ type: 'types/loaded', list });
    } catch {
      if (!abort.signal.aborted) this.store.dispatch({ type: 'types/failed' });
    }
  }
}
