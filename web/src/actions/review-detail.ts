// The panel beside the list: all that was read from one file. It follows the place where the keys are.

import type { Api } from '../api/client';
import type { FileRow } from '../api/types';
import type { FileId } from '../state/choice';
import { shownRow } from '../state/files';
import type { Store } from '../state/store';
import { problemText } from './problem';

const kSteppingMs = 90;  // nothing is read of files that are stepped over
const kMostProblems = 40;

export class DetailActions {
  private abort: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private openedAt = -Infinity;
  private problems: Promise<void> = Promise.resolve();
  private waiting = 0;

  constructor(private readonly store: Store, private readonly api: Api) {
    store.watch(() => this.follow());
  }

  stop(): void {
    clearTimeout(this.timer);
    this.abort?.abort();
  }

  open(offset: number): void {
    const row = shownRow(this.store.state.files, offset);
    if (row === undefined) return;
    this.store.dispatch({ type: 'files/focus', offset });
    this.show(row.id, offset);
  }

  close(): void {
    this.stop();
    if (this.store.state.files.detail !== null) this.store.dispatch({ type: 'files/detail', detail: null });
  }

  step(by: number): void {
    const { detail, total, focus } = this.store.state.files;
    if (detail === null || total === null) return;
    const offset = Math.min(Math.max(0, focus + by), total - 1);
    this.store.dispatch({ type: 'files/focus', offset });
  }

  again(): void {
    const { detail } = this.store.state.files;
    if (detail !== null) this.show(detail.id, detail.offset);
  }

  /** A thumbnail did not come: why, as far as the server says. */
  askWhy(row: FileRow, url: string): void {
    if (this.store.state.files.broken.has(row.id) || this.waiting >= kMostProblems) return;
    this.waiting += 1;
    this.problems = this.problems.then(async () => {
      const session = this.store.state.session?.id;
      let why = '';
      try {
        await this.api.thumbnail(url);
      } catch (error) {
        why = problemText(error);
      }
      this.waiting -= 1;
      if (session === this.store.state.session?.id) this.store.dispatch({ type: 'files/broken', id: row.id, why });
    });
  }

  private follow(): void {
    const { files } = this.store.state;
    if (files.detail === null || files.detail.offset === files.focus) return;
    const row = shownRow(files, files.focus);
    if (row !== undefined) this.show(row.id, files.focus);
  }

  private show(id: FileId, offset: number): void {
    this.stop();
    this.store.dispatch({ type: 'files/detail', detail: { id, offset, file: null, error: null } });
    const quick = performance.now() - this.openedAt < 2 * kSteppingMs;
    this.openedAt = performance.now();
    this.timer = setTimeout(() => void this.read(id), quick ? kSteppingMs : 0);
  }

  private async read(id: FileId): Promise<void> {
    const { session } = this.store.state;
    if (session === null) return;
    const abort = new AbortController();
    this.abort = abort;
    try {
      const file = await this.api.file(session.id, id, abort.signal);
      if (!abort.signal.aborted) this.store.dispatch({ type: 'files/detail-read', file });
    } catch (error) {
      if (!abort.signal.aborted) this.store.dispatch({ type: 'files/detail-failed', id, message: problemText(error) });
    }
  }
}
