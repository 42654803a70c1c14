// The preview's list and the list of failed files, page by page.

import type { Api } from '../api/client';
import type { FileFilter } from '../state/model';
import type { Store } from '../state/store';
import { problemText } from './problem';

const kPage = 200;
const kSearchDelayMs = 250;
const kRefreshMs = 2000;

export class FilesActions {
  private abort: AbortController | null = null;
  private searchTimer: ReturnType<typeof setTimeout> | undefined;
  private failedTimer: ReturnType<typeof setTimeout> | undefined;

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

  showFailed(open: boolean): void {
    this.store.dispatch({ type: 'failed/open', open });
    if (open) void this.loadFailed();
  }

  /** New failures while the full list is looked at: its first page again, now and then. */
  refreshFailed(): void {
    const failed = this.store.state.session?.failed;
    if (!failed?.open || failed.rows.length > kPage || this.failedTimer !== undefined) return;
    this.failedTimer = setTimeout(() => {
      this.failedTimer = undefined;
      if (this.store.state.session?.failed.open) void this.loadFailed();
    }, kRefreshMs);
  }

  /** The full list of failed files; also tells when those happened that were before this page looked. */
  async loadFailed(append = false): Promise<void> {
    const session = this.store.state.session;
    if (session === null || session.failed.loading) return;
    this.store.dispatch({ type: 'failed/loading' });
    try {
      const cursor = append ? session.failed.cursor : null;
      const page = await this.api.files(session.id, { state: 'failed', limit: kPage, cursor });
      if (this.store.state.session?.id === session.id) this.store.dispatch({ type: 'failed/loaded', page, append });
    } catch (error) {
      this.store.dispatch({ type: 'failed/problem', message: problemText(error) });
    }
  }
}
