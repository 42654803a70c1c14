// The preview's list, page by page.

import type { Api } from '../api/client';
import type { FileFilter } from '../state/model';
import type { Store } from '../state/store';
import { problemText } from './problem';

const kPage = 200;
const kSearchDelayMs = 250;

export class FilesActions {
  private abort: AbortController | null = null;
  private searchTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly store: Store, private readonly api: Api) {}

  stop(): void {
    clearTimeout(this.searchTimer);
    this.abort?.abort();
  }

  filter(filter: FileFilter): void {
    if (filter === this.store.state.files.filter) return;
    this.store.dispatch({ type: 'files/filter', filter });
    void this.reload();
  }

  search(text: string): void {
    this.store.dispatch({ type: 'files/text', text });
    clearTimeout(this.searchTimer);
    this.searchTimer = setTimeout(() => void this.reload(), kSearchDelayMs);
  }

  clear(): void {
    this.store.dispatch({ type: 'files/text', text: '' });
    this.store.dispatch({ type: 'files/filter', filter: 'all' });
    void this.reload();
  }

  async reload(): Promise<void> {
    this.abort?.abort();
    await this.load(false);
  }

  async more(): Promise<void> {
    const { loading, complete } = this.store.state.files;
    if (!loading && !complete) await this.load(true);
  }

  private async load(append: boolean): Promise<void> {
    const { session, files } = this.store.state;
    if (session === null) return;
    const abort = new AbortController();
    this.abort = abort;
    this.store.dispatch({ type: 'files/loading' });
    try {
      const page = await this.api.files(session.id, {
        cursor: append ? files.cursor : null, limit: kPage, text: files.text.trim(),
        state: files.filter === 'all' ? null : files.filter,
      }, abort.signal);
      if (!abort.signal.aborted) this.store.dispatch({ type: 'files/loaded', page, append });
    } catch (error) {
      if (!abort.signal.aborted) this.store.dispatch({ type: 'files/failed', message: problemText(error) });
    }
  }
}
