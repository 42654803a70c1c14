// The list of earlier sessions.

import type { Api } from '../api/client';
import type { SessionRow } from '../api/types';
import type { OutcomeFilter } from '../state/model';
import { withOutcome } from '../state/sessions';
import type { Store } from '../state/store';
import { text } from '../text';
import { isMissing, problemText } from './problem';

const kMostPages = 10;  // that one click may ask for while none of them holds what is filtered for

export class HistoryActions {
  private asked = 0;

  constructor(
    private readonly store: Store, private readonly api: Api, private readonly onDeleted: (id: string) => void,
    private readonly onUse: (row: SessionRow) => void,
  ) {}

  open(): void {
    this.store.dispatch({ type: 'history/open' });
    void this.load();
  }

  close(): void {
    if (this.store.state.history.open) this.store.dispatch({ type: 'history/close' });
  }

  filter(filter: OutcomeFilter): void {
    this.store.dispatch({ type: 'history/filter', filter });
  }

  load(): Promise<void> {
    return this.ask(false);
  }

  /** Older ones, as far back as it takes to find one that the filter lets through. */
  async more(): Promise<void> {
    const shown = (): number => withOutcome(this.store.state.history.rows, this.store.state.history.filter).length;
    const before = shown();
    for (let page = 0; page < kMostPages && shown() === before && this.store.state.history.cursor !== null; ++page) {
      await this.ask(true);
      if (this.store.state.history.status !== 'ready') return;
    }
  }

  confirm(id: string | null): void {
    this.store.dispatch({ type: 'history/confirm', id });
  }

  use(row: SessionRow): void {
    this.close();
    this.onUse(row);
  }

  async forget(id: string): Promise<void> {
    this.store.dispatch({ type: 'history/deleting', id });
    try {
      await this.api.forget(id);
    } catch (error) {
      if (!isMissing(error)) {
        this.store.dispatch({ type: 'history/failed', message: text.history.notForgotten(problemText(error)) });
        return;
      }
    }
    this.store.dispatch({ type: 'history/deleted', id });
    this.onDeleted(id);
  }

  private async ask(append: boolean): Promise<void> {
    const question = ++this.asked;
    const cursor = append ? this.store.state.history.cursor : null;
    this.store.dispatch({ type: 'history/loading' });
    try {
      const page = await this.api.sessions(cursor);
      if (question !== this.asked) return;
      this.store.dispatch({ type: 'history/loaded', rows: page.sessions, cursor: page.next_cursor ?? null, append });
    } catch (error) {
      if (question === this.asked) this.store.dispatch({ type: 'history/failed', message: text.history.failed(problemText(error)) });
    }
  }
}
