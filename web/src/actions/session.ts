// The session that is followed: its stream, and what is asked when the stream tells of a change.

import type { Api } from '../api/client';
import type { Ladder } from '../api/ladder';
import { emptyPicture, type News, type Picture } from '../api/news';
import type { Following } from '../api/way';
import { isResting, type Parameters, type Snapshot, type Started } from '../api/types';
import type { Store } from '../state/store';
import { SessionCommands } from './commands';
import { FailedActions } from './failed';
import type { FilesActions } from './files';
import { NotifyActions } from './notify';

const kShowFullBarMs = 900;
const kDrawnMaxMs = 500;  // a frame that took longer waited for the tab to be shown

export interface SessionMemory {
  recall(id: string): Parameters | null;
  keep(id: string, parameters: Parameters): void;
}

export class SessionActions {
  readonly commands: SessionCommands;
  readonly failed: FailedActions;
  readonly notify: NotifyActions;
  private following: Following | null = null;
  private suspended: Picture | null = null;
  private drawn = { version: 0, ms: 0 };
  private reviewTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store, private readonly api: Api, private readonly files: FilesActions,
    private readonly ladder: () => Ladder, private readonly memory: SessionMemory,
    private readonly onGone: (id: string) => void, private readonly tellOtherTabs: (id: string) => void,
  ) {
    this.failed = new FailedActions(store, api);
    this.notify = new NotifyActions(store);
    this.commands = new SessionCommands(store, api, {
      awaken: (id, beyond) => {
        this.following?.awaken(beyond);
        this.tellOtherTabs(id);
      },
      wake: () => this.wake(),
    });
  }

  /** Follows a session that the server has just started. */
  started(started: Started, parameters: Parameters): void {
    const id = started.session_id;
    this.memory.keep(id, parameters);
    this.store.dispatch({ type: 'open', id, parameters, step: 'process' });
    this.store.dispatch({ type: 'session/snapshot', via: 'command', now: Date.now(), snapshot: firstSnapshot(started) });
    this.follow(id);
  }

  /** Follows a session by its id: after a reload, from a link, from the history. */
  open(id: string): void {
    this.store.dispatch({ type: 'open', id, parameters: this.memory.recall(id), step: 'process' });
    this.follow(id);
    void this.lookUp(id);
  }

  leave(): void {
    this.following?.close();
    this.following = null;
    clearTimeout(this.reviewTimer);
    this.files.stop();
    this.failed.stop();
    this.store.dispatch({ type: 'leave' });
  }

  exportUrl(id: string, format: 'csv' | 'json'): string {
    return this.api.exportUrl(id, format, {});
  }

  /** pagehide: nothing stays open, so that the page may be kept in the back/forward cache. */
  suspend(): void {
    this.suspended = this.following?.picture ?? null;
    this.following?.close();
    this.following = null;
  }

  /** pageshow: goes on where it was. */
  resume(): void {
    const { session } = this.store.state;
    if (session !== null && this.following === null) this.follow(session.id, this.suspended ?? emptyPicture);
    this.suspended = null;
  }

  wake(): void {
    this.following?.wake();
  }

  /** What is in the state has been drawn. */
  wasDrawn(): void {
    const { session } = this.store.state;
    const version = session?.snapshot?.version;
    if (version === undefined || version === this.drawn.version) return;
    const ms = Date.now() - session!.lastNewsAt;
    this.drawn = { version, ms: ms >= 0 && ms <= kDrawnMaxMs ? ms : 0 };
  }

  private follow(id: string, picture: Picture = emptyPicture): void {
    this.following?.close();
    clearTimeout(this.reviewTimer);
    const isOurs = (): boolean => this.store.state.session?.id === id;
    this.following = this.ladder().follow(id, picture, {
      tell: (news, now) => { if (isOurs()) this.take(id, news, now); },
      way: (way) => { if (isOurs()) this.store.dispatch({ type: 'session/way', way }); },
    });
  }

  private take(id: string, news: News, picture: Picture): void {
    switch (news.type) {
      case 'state': return this.takeState(id, news);
      case 'failures':
        this.store.dispatch({ type: 'session/failures', failures: picture.failures, omitted: picture.omitted });
        return;
      case 'link':
        this.store.dispatch({ type: 'session/link', link: news.link });
        if (news.link === 'gone') this.onGone(id);
    }
  }

  private takeState(id: string, { snapshot, via, fresh, restart }: Extract<News, { type: 'state' }>): void {
    const before = this.store.state.session?.snapshot ?? null;
    const drawn = before !== null && before.version === this.drawn.version ? this.drawn.ms : 0;
    this.store.dispatch({ type: 'session/snapshot', snapshot, via, fresh, drawn, restart, now: Date.now() });
    const session = this.store.state.session;
    if (session?.holdUntilReview && before?.status !== snapshot.status) {
      clearTimeout(this.reviewTimer);
      this.reviewTimer = setTimeout(() => this.store.dispatch({ type: 'session/review' }), kShowFullBarMs);
    }
    if (isResting(snapshot.status) && before?.status !== snapshot.status) {
      void this.files.reload();
      if (snapshot.status === 'committed' || snapshot.status === 'commit_error') void this.lookUp(id);
      if (snapshot.status === 'undone') void this.commands.undone();
      if (session !== null && session.failuresOmitted > 0) void this.failed.count();
    }
    if (via === 'poll') this.lookForFailures(snapshot.stats.errors - (before?.stats.errors ?? 0), before === null);
    if (session?.scanned === null && snapshot.processed_files > 0 && this.store.state.config?.nsfw_available) {
      void this.findOutScanned(id);
    }
  }

  // Polling tells only the newest ten, without their times.
  private lookForFailures(added: number, atFirst: boolean): void {
    if (added <= 0) return;
    if (atFirst) void this.failed.load();
    else this.failed.refresh();
  }

  // What the snapshot does not tell: the folders and parameters, and how many files a commit wrote.
  private async lookUp(id: string): Promise<void> {
    try {
      const row = await this.api.session(id);
      if (this.store.state.session?.id !== id) return;
      const ended = row.status === 'committed' || row.status === 'commit_error';
      const committed = ended && typeof row.committed === 'number' ? row.committed : null;
      this.store.dispatch({ type: 'session/known', directories: row.directories, committed, parameters: row.parameters });
    } catch { /* shown without them */ }
  }

  // A session that was started elsewhere: a count of 0 means nothing unless pictures were classified.
  private async findOutScanned(id: string): Promise<void> {
    this.store.dispatch({ type: 'session/scanned', scanned: false });
    try {
      const page = await this.api.files(id, { state: 'done', limit: 20 });
      if (this.store.state.session?.id !== id) return;
      this.store.dispatch({ type: 'session/scanned', scanned: page.files.some((file) => file.nsfw_score !== null) });
    } catch { /* stays unknown: shown as not scanned */ }
  }
}

/** What is known before the first event: version −1, so that any event replaces it. */
function firstSnapshot(started: Started): Snapshot {
  const now = Date.now();
  return {
    session_id: started.session_id, status: 'starting', progress: 0, total_files: started.total_files, current_file: null,
    processed_files: 0,
    stats: {
      total_files: started.total_files, total_discovered: started.total_discovered, skipped_existing: started.skipped_existing,
      processed_files: 0, metadata_extracted: 0, keywords_added: 0, scores_imported: 0, nsfw_detected: 0, errors: 0,
    },
    errors: [], error: null, start_time: new Date(now).toISOString(), end_time: null, commit_progress: 0, commit_errors: [],
    commit_error: null, run: 1, version: -1, emitted_at: now * 1000, discovering: true, files_per_second: null,
    eta_seconds: null, bytes_done: 0,
  };
}
