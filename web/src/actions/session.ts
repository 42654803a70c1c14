// The session that is followed: its stream, and the commands to it.

import type { Api } from '../api/client';
import { SessionStream } from '../api/stream';
import type { Transport } from '../api/transport';
import { isResting, type Parameters, type Snapshot, type Started } from '../api/types';
import type { Store } from '../state/store';
import type { FilesActions } from './files';
import { problemText } from './problem';

const kShowFullBarMs = 900;

export interface SessionMemory {
  recall(id: string): Parameters | null;
  keep(id: string, parameters: Parameters): void;
}

export class SessionActions {
  private stream: SessionStream | null = null;
  private reviewTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store, private readonly api: Api, private readonly files: FilesActions,
    private readonly transport: () => Transport | null, private readonly memory: SessionMemory,
    private readonly onGone: (id: string) => void, private readonly tellOtherTabs: (id: string) => void,
  ) {}

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
    this.stream?.close();
    this.stream = null;
    clearTimeout(this.reviewTimer);
    this.files.stop();
    this.store.dispatch({ type: 'leave' });
  }

  async cancel(): Promise<void> {
    const session = this.store.state.session;
    if (session === null || session.busy !== null) return;
    this.store.dispatch({ type: 'session/busy', busy: 'cancelling' });
    try {
      await this.api.cancel(session.id);
    } catch (error) {
      this.store.dispatch({ type: 'session/refused', message: problemText(error) });
    }
  }

  async commit(): Promise<void> {
    const session = this.store.state.session;
    if (session === null || session.snapshot === null || session.busy !== null) return;
    const beyond = session.snapshot.version;
    this.store.dispatch({ type: 'session/busy', busy: 'committing' });
    try {
      await this.api.commit(session.id);
      if (this.store.state.session?.id !== session.id) return;
      this.stream?.start(beyond);
      this.tellOtherTabs(session.id);
    } catch (error) {
      this.store.dispatch({ type: 'session/refused', message: problemText(error) });
    }
  }

  suspend(): void { this.stream?.suspend(); }
  resume(): void { this.stream?.resume(); }
  wake(): void { this.stream?.wake(); }

  private follow(id: string): void {
    this.stream?.close();
    clearTimeout(this.reviewTimer);
    this.stream = new SessionStream({
      sessionId: id,
      transport: this.transport(),
      fetchStatus: (session, signal) => this.api.status(session, signal),
      sink: {
        snapshot: (snapshot, via) => this.take(id, snapshot, via),
        link: (link) => {
          if (this.store.state.session?.id !== id) return;
          this.store.dispatch({ type: 'session/link', link });
          if (link === 'gone') this.onGone(id);
        },
      },
    });
    this.stream.start();
  }

  private take(id: string, snapshot: Snapshot, via: 'stream' | 'poll'): void {
    const before = this.store.state.session?.snapshot ?? null;
    if (this.store.state.session?.id !== id) return;
    this.store.dispatch({ type: 'session/snapshot', snapshot, via, now: Date.now() });
    const session = this.store.state.session;
    if (session?.holdUntilReview && before?.status !== snapshot.status) {
      clearTimeout(this.reviewTimer);
      this.reviewTimer = setTimeout(() => this.store.dispatch({ type: 'session/review' }), kShowFullBarMs);
    }
    if (isResting(snapshot.status) && before?.status !== snapshot.status) {
      void this.files.reload();
      if (snapshot.status === 'committed' || snapshot.status === 'commit_error') void this.lookUp(id);
    }
    const failures = snapshot.stats.errors - (before?.stats.errors ?? 0);
    if (before === null && failures > 0) void this.files.loadFailed();
    else if (failures > 0) this.files.refreshFailed();
    if (session?.scanned === null && snapshot.processed_files > 0 && this.store.state.config?.nsfw_available) {
      void this.findOutScanned(id);
    }
  }

  // What the snapshot does not tell: the folders, and how many files a commit wrote.
  private async lookUp(id: string): Promise<void> {
    try {
      const { sessions } = await this.api.sessions(null);
      const row = sessions.find((candidate) => candidate.session_id === id);
      if (!row || this.store.state.session?.id !== id) return;
      const ended = row.status === 'committed' || row.status === 'commit_error';
      const committed = ended && typeof row.committed === 'number' ? row.committed : null;
      this.store.dispatch({ type: 'session/known', directories: row.directories, committed });
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
