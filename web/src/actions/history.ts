// The list of earlier sessions.

import type { Api } from '../api/client';
import type { Store } from '../state/store';
import { isMissing, problemText } from './problem';

export class HistoryActions {
  constructor(
    private readonly store: Store, private readonly api: Api, private readonly onDeleted: (id: string) => void,
  ) {}

  open(): void {
    this.store.dispatch({ type: 'history/open' });
    void this.load();
  }

  close(): void {
    this.store.dispatch({ type: 'history/close' });
  }

  async load(append = false): Promise<void> {
    const cursor = append ? this.store.state.history.cursor : null;
    this.store.dispatch({ type: 'history/loading' });
    try {
      const page = await this.api.sessions(cursor);
      this.store.dispatch({ type: 'history/loaded', rows: page.sessions, cursor: page.next_cursor ?? null, append });
    } catch (error) {
      this.store.dispatch({ type: 'history/failed', message: problemText(error) });
    }
  }

  confirm(id: string | null): void {
    this.store.dispatch({ type: 'history/confirm', id });
  }

  async forget(id: string): Promise<void> {
    this.store.dispatch({ type: 'history/deleting', id });
    try {
      await this.api.forget(id);
    } catch (error) {
      if (!isMissing(error)) {
        this.store.dispatch({ type: 'history/failed', message: problemText(error) });
        return;
      }
    }
    this.store.dispatch({ type: 'history/deleted', id });
    this.onDeleted(id);
  }
}
