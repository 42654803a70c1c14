// The commands to the session that is followed. Each answers at once: the page says what was asked for, and the stream
// shows what came of it.

import type { Api } from '../api/client';
import { isResting, mayCommit } from '../api/types';
import type { Busy, SessionState } from '../state/model';
import { planKey } from '../state/selectors';
import type { Store } from '../state/store';
import { text } from '../text';
import { isMissing, problemText } from './problem';

/** What a command needs of whoever follows the session. */
export interface Moved {
  /** A session at rest moves again: `beyond` is its version before. */
  awaken(id: string, beyond: number): void;
  wake(): void;
}

export class SessionCommands {
  constructor(private readonly store: Store, private readonly api: Api, private readonly moved: Moved) {}

  pause(): Promise<void> {
    return this.send('pausing', (session) => this.api.command(session.id, 'pause'));
  }

  resume(): Promise<void> {
    return this.send('resuming', (session) => this.api.command(session.id, 'resume'));
  }

  cancel(): Promise<void> {
    return this.send('cancelling', (session) => this.api.command(session.id, 'cancel'));
  }

  commit(): Promise<void> {
    return this.send('committing', (session) => this.api.commit(session.id), true);
  }

  undo(): Promise<void> {
    return this.send('undoing', (session) => this.api.command(session.id, 'undo'), true);
  }

  /** All that may be read again, or only one class of reasons. */
  retry(reason: string | null): Promise<void> {
    return this.send('retrying', async (session) => {
      const { retried, left } = await this.api.command(session.id, 'retry', reason === null ? {} : { reason });
      const over = retried === 0;  // the session stays at rest: only the answer tells
      if (over) this.store.dispatch({ type: 'session/noted', message: text.retry.nothing, over });
      else if (retried !== undefined && left) this.store.dispatch({ type: 'session/noted', message: text.retry.done(retried, left), over });
      return !over;
    }, true);
  }

  /** What a commit would do, unless it is known of the present state already. */
  async plan(): Promise<void> {
    const { session } = this.store.state;
    const key = session === null ? null : planKey(session);
    if (session === null || key === null || session.plan.key === key || !mayCommit(session.snapshot!.status)) return;
    this.store.dispatch({ type: 'session/planning', key });
    const told = (value: Awaited<ReturnType<Api['commitPlan']>> | null, error: string | null): void => {
      if (this.store.state.session?.id === session.id) this.store.dispatch({ type: 'session/planned', key, value, error });
    };
    try {
      told(await this.api.commitPlan(session.id), null);
    } catch (error) {
      told(null, isMissing(error) ? null : problemText(error));
    }
  }

  /** What an undo has done. */
  async undone(): Promise<void> {
    const id = this.store.state.session?.id;
    if (id === undefined) return;
    try {
      const result = await this.api.undone(id);
      if (this.store.state.session?.id === id) this.store.dispatch({ type: 'session/undone', result });
    } catch { /* the status alone tells that it was undone */ }
  }

  private async send(busy: Busy, command: (session: SessionState) => Promise<unknown>, fromRest = false): Promise<void> {
    const { session } = this.store.state;
    if (session === null || session.snapshot === null || session.busy === busy) return;
    if (session.busy !== null && busy !== 'cancelling') return;
    const beyond = session.snapshot.version;
    this.store.dispatch({ type: 'session/busy', busy });
    try {
      const moves = await command(session);
      if (moves === false || this.store.state.session?.id !== session.id) return;
      if (fromRest && isResting(session.snapshot.status)) this.moved.awaken(session.id, beyond);
      else this.moved.wake();
    } catch (error) {
      if (this.store.state.session?.id === session.id) this.store.dispatch({ type: 'session/refused', message: problemText(error) });
    }
  }
}
