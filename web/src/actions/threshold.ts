// The threshold of the session: what another would change, told by the server, and setting it.

import type { Api } from '../api/client';
import type { Store } from '../state/store';
import { problemText } from './problem';

const kMovingMs = 80;

export class ThresholdActions {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private abort: AbortController | null = null;

  constructor(private readonly store: Store, private readonly api: Api, private readonly onSet: (session: string) => void) {}

  stop(): void {
    clearTimeout(this.timer);
    this.abort?.abort();
  }

  open(): void {
    void this.count(null);
  }

  /** The slider stands at `value`. */
  move(value: number): void {
    this.store.dispatch({ type: 'files/threshold', asked: value });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.count(value), kMovingMs);
  }

  back(): void {
    clearTimeout(this.timer);
    this.store.dispatch({ type: 'files/threshold', asked: null });
    void this.count(null);
  }

  async apply(): Promise<void> {
    const { session, files } = this.store.state;
    const { asked, applying } = files.threshold;
    if (session === null || asked === null || applying) return;
    this.stop();
    this.store.dispatch({ type: 'files/threshold-applying', applying: true, error: null });
    try {
      const { nsfw_threshold: now } = await this.api.setThreshold(session.id, asked);
      if (this.store.state.session?.id !== session.id) return;
      this.store.dispatch({ type: 'files/threshold-now', now });
      this.store.dispatch({ type: 'files/threshold', asked: null });
      this.store.dispatch({ type: 'files/threshold-applying', applying: false, error: null });
      this.onSet(session.id);
      await this.count(null);
    } catch (error) {
      this.store.dispatch({ type: 'files/threshold-applying', applying: false, error: problemText(error) });
    }
  }

  // null: at the session's own threshold, which the answer tells.
  private async count(threshold: number | null): Promise<void> {
    const { session } = this.store.state;
    if (session === null) return;
    this.abort?.abort();
    const abort = new AbortController();
    this.abort = abort;
    try {
      const counts = await this.api.thresholdCounts(session.id, threshold, abort.signal);
      if (abort.signal.aborted) return;
      if (threshold === null) this.store.dispatch({ type: 'files/threshold-now', now: counts.threshold });
      this.store.dispatch({ type: 'files/threshold-counts', counts });
    } catch (error) {
      if (!abort.signal.aborted) this.store.dispatch({ type: 'files/threshold-applying', applying: false, error: problemText(error) });
    }
  }
}
