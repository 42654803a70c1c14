// Looks ahead while the form is filled in: which file types are there, and what a session would have to do. Follows the
// state; asks when it has been still for a moment, and takes back a question that is out of date.

import { ApiError, type Api } from '../api/client';
import type { AppState } from '../state/model';
import { checkForm, fieldOf, toParameters } from '../state/form';
import { chosenFolders } from '../state/selection';
import type { Store } from '../state/store';
import { problemText } from './problem';

const kTypesDelayMs = 250;
const kEstimateDelayMs = 400;
// The server takes its time (3 s) before it gives up on a large tree. An incomplete answer that comes sooner was cut short,
// by a search for folders or by another tab: that is worth asking again.
const kCutShortMs = 2500;
const kAskAgainMs = 2500;
const kMostAgain = 2;

/** Asks again when the question has changed; of several questions only the last is answered. */
class Question {
  private asked: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private abort: AbortController | null = null;

  constructor(private readonly delayMs: number) {}

  /** `key` null: there is nothing to ask. True if that is new. */
  set(key: string | null, ask: (signal: AbortSignal) => void): boolean {
    if (key === this.asked) return false;
    this.asked = key;
    clearTimeout(this.timer);
    this.abort?.abort();
    if (key === null) return true;
    const abort = new AbortController();
    this.abort = abort;
    this.timer = setTimeout(() => ask(abort.signal), this.delayMs);
    return true;
  }
}

export class Outlook {
  private readonly types = new Question(kTypesDelayMs);
  private readonly estimate = new Question(kEstimateDelayMs);
  private scheduled = false;
  private seen: readonly unknown[] = [];

  constructor(private readonly store: Store, private readonly api: Api) {
    store.watch((state) => this.watch(state));
  }

  private watch(state: AppState): void {
    const { selection, typed, form } = state.configure;
    const seen = [state.boot, state.step, selection, typed, form];
    if (this.scheduled || seen.every((value, index) => value === this.seen[index])) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.look();
    });
  }

  // Only while the form can be seen: afterwards, what is in the catalogue has changed, and all is asked anew.
  private look(): void {
    const { boot, step, configure, config } = this.store.state;
    this.seen = [boot, step, configure.selection, configure.typed, configure.form];
    const asks = boot === 'ready' && step === 'configure';
    const folders = chosenFolders(configure);
    this.lookAtTypes(asks && folders.length > 0 ? folders : null);

    const available = config?.nsfw_available ?? false;
    const sound = asks && Object.keys(checkForm(configure.form, folders, available)).length === 0;
    const parameters = sound ? toParameters(configure.form, folders, available) : null;
    const isNew = this.estimate.set(parameters === null ? null : JSON.stringify(parameters), (signal) => void this.ask(parameters!, signal));
    if (isNew) this.store.dispatch({ type: parameters === null ? 'estimate/none' : 'estimate/loading' });
  }

  private lookAtTypes(folders: string[] | null): void {
    const isNew = this.types.set(folders?.join('\n') ?? null, (signal) => void this.loadTypes(folders!, signal));
    if (isNew) this.store.dispatch({ type: folders === null ? 'types/none' : 'types/loading' });
  }

  private async loadTypes(folders: string[], signal: AbortSignal): Promise<void> {
    try {
      const { file_types: list } = await this.api.fileTypes(folders, signal);
      if (!signal.aborted) this.store.dispatch({ type: 'types/loaded', list });
    } catch {
      if (!signal.aborted) this.store.dispatch({ type: 'types/failed' });
    }
  }

  private async ask(parameters: ReturnType<typeof toParameters>, signal: AbortSignal, again = kMostAgain): Promise<void> {
    const askedAt = Date.now();
    try {
      const estimate = await this.api.estimate(parameters, signal);
      if (signal.aborted) return;
      this.store.dispatch({ type: 'estimate/ready', estimate });
      if (estimate.complete || again === 0 || Date.now() - askedAt > kCutShortMs) return;
      setTimeout(() => { if (!signal.aborted) void this.ask(parameters, signal, again - 1); }, kAskAgainMs);
    } catch (error) {
      if (signal.aborted) return;
      const unknown = error instanceof ApiError && (error.status === 404 || error.status === 405) && error.detail === '';
      this.store.dispatch(unknown ? { type: 'estimate/none' } : { type: 'estimate/failed', why: whyNot(error) });
    }
  }
}

function whyNot(error: unknown): string {
  const named = error instanceof ApiError ? fieldOf(error.detail) : null;
  return named?.message ?? problemText(error);
}
