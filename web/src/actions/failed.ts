// The failed files, beyond what the stream tells: the whole list page by page, how many of each reason, and what is done
// with them.

import type { Api } from '../api/client';
import { isNarrowed, type FailureQuery } from '../state/failure-filter';
import type { Store } from '../state/store';
import { problemText } from './problem';

const kPage = 500;
const kRefreshMs = 2000;
const kSearchDelayMs = 250;

export class FailedActions {
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;
  private searchTimer: ReturnType<typeof setTimeout> | undefined;
  private abort: AbortController | null = null;

  constructor(private readonly store: Store, private readonly api: Api) {}

  stop(): void {
    clearTimeout(this.searchTimer);
    this.abort?.abort();
  }

  show(open: boolean): void {
    this.store.dispatch({ type: 'failed/open', open });
    if (open) void this.load();
  }

  narrow(query: FailureQuery): void {
    this.store.dispatch({ type: 'failed/query', query });
    if (!this.store.state.session?.failed.open) return;
    clearTimeout(this.searchTimer);
    this.searchTimer = setTimeout(() => void this.load(), kSearchDelayMs);
  }

  /** New failures while the full list is looked at: its first page again, now and then. */
  refresh(): void {
    const failed = this.store.state.session?.failed;
    if (!failed?.open || failed.rows.length > kPage || this.refreshTimer !== undefined) return;
    this.refreshTimer = setTimeout(() => {
      this.refreshTimer = undefined;
      if (this.store.state.session?.failed.open) void this.load();
    }, kRefreshMs);
  }

  async more(): Promise<void> {
    const failed = this.store.state.session?.failed;
    if (failed && !failed.loading && !failed.complete && failed.error === null) await this.load(true);
  }

  /** Also tells when those happened that were before this page looked. */
  async load(append = false): Promise<void> {
    const session = this.store.state.session;
    if (session === null) return;
    this.abort?.abort();
    const abort = new AbortController();
    this.abort = abort;
    this.store.dispatch({ type: 'failed/loading' });
    const { reason, text } = session.query;
    const narrowed = isNarrowed(session.query) ? { ...(reason === null ? {} : { reason }), text: text.trim() } : {};
    try {
      const cursor = append ? session.failed.cursor : null;
      const page = await this.api.files(session.id, { state: 'failed', limit: kPage, cursor, ...narrowed }, abort.signal);
      if (!abort.signal.aborted && this.store.state.session?.id === session.id) this.store.dispatch({ type: 'failed/loaded', page, append });
    } catch (error) {
      if (!abort.signal.aborted) this.store.dispatch({ type: 'failed/problem', message: problemText(error) });
    }
  }

  /** Counts by reason, exact even where the stream has told only the newest. */
  async count(): Promise<void> {
    const id = this.store.state.session?.id;
    if (id === undefined) return;
    try {
      const { reasons } = await this.api.facets(id);
      if (reasons !== undefined && this.store.state.session?.id === id) this.store.dispatch({ type: 'failed/reasons', reasons });
    } catch { /* those that were told are counted */ }
  }

  exportUrl(query: FailureQuery): string {
    const { reason, text } = query;
    return this.api.exportUrl(this.store.state.session?.id ?? '', 'csv', {
      state: 'failed', ...(reason === null ? {} : { reason }), ...(text.trim() === '' ? {} : { text: text.trim() }),
    });
  }
}
