// Follows one session: by the event stream where it works, by asking /status each second where it does not, and says
// truthfully which.
//
// An EventSource that gets any answer but 200 is closed for good and does not tell why, so after CLOSED one status
// request finds out: 404, the session is gone; at rest, nothing more will come; else poll, and retry the stream with
// back-off. A stream that is open but silent is checked the same way: if /status knows a newer version, the stream is
// broken (a buffering proxy, a dead link). Staleness is measured by timestamps, because timers slow down in hidden tabs.

import { ApiError } from './client';
import { kClosed, type Source, type Transport } from './transport';
import { isResting, type Snapshot } from './types';
import { urls } from './urls';

export type Link = 'connecting' | 'live' | 'reconnecting' | 'polling' | 'resting' | 'gone';

export interface StreamSink {
  snapshot(snapshot: Snapshot, via: 'stream' | 'poll'): void;
  link(link: Link): void;
}

export interface StreamOptions {
  sessionId: string;
  transport: Transport | null;  // null: polling only
  fetchStatus(sessionId: string, signal: AbortSignal): Promise<Snapshot>;
  sink: StreamSink;
  now?: () => number;
  random?: () => number;
}

const kFirstEventMs = 3_000;   // a stream's first snapshot comes at once, unless something holds it back
const kSilenceMs = 25_000;
const kReconnectGraceMs = 3_000;  // the browser's own reconnect takes about 1 s
const kPollMs = 1_000;
const kPollMaxMs = 10_000;
const kRetryMs = 1_000;
const kRetryMaxMs = 30_000;
const kReviveMs = 100;         // WebKit revives an EventSource closed in pagehide: close it again after the return
const kUnchangedPolls = 5;     // a command was accepted, but the session stays as it was: believe it

export class SessionStream {
  private source: Source | null = null;
  private closedSource: Source | null = null;
  private version: number | null = null;       // newest seen by any way
  private streamVersion: number | null = null; // newest the open stream is known to have shown
  private newsAt = 0;
  private heard = false;                       // this source has sent something
  private polling = false;
  private pollFailures = 0;
  private retries = 0;
  private beyond: number | null = null;        // a command was sent: resting at or below this version is the past
  private unchanged = 0;
  private running = false;
  private suspended = false;
  private link: Link = 'connecting';
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private pollTimer: ReturnType<typeof setTimeout> | undefined;
  private pollAbort: AbortController | null = null;
  private readonly now: () => number;
  private readonly random: () => number;

  constructor(private readonly options: StreamOptions) {
    this.now = options.now ?? Date.now;
    this.random = options.random ?? Math.random;
  }

  /** Begins, or begins again after rest. `beyond`: the version before a command that makes the session move again. */
  start(beyond: number | null = null): void {
    this.stop();
    this.beyond = beyond;
    this.unchanged = 0;
    this.retries = 0;
    this.running = true;
    this.suspended = false;
    this.setLink('connecting');
    if (this.options.transport === null) this.startPolling();
    else this.openSource();
  }

  close(): void {
    this.stop();
  }

  /** pagehide: frees the connection, so that the page may be kept in the back/forward cache. */
  suspend(): void {
    if (!this.running) return;
    this.stop();
    this.suspended = true;
  }

  /** pageshow. */
  resume(): void {
    if (!this.suspended) return;
    const old = this.closedSource;
    setTimeout(() => old?.close(), kReviveMs);
    this.start(this.beyond);
  }

  /** The tab was shown, or another tab started something: look now instead of when a slowed-down timer fires. */
  wake(): void {
    if (this.running && this.polling) this.poll();
    else if (this.running) this.watch();
    else if (!this.suspended && this.link === 'resting') this.lookAfterRest();
  }

  private stop(): void {
    this.running = false;
    this.stopPolling();
    clearTimeout(this.watchdog);
    clearTimeout(this.retryTimer);
    this.closeSource();
  }

  private setLink(link: Link): void {
    if (link === this.link && link !== 'connecting') return;
    this.link = link;
    this.options.sink.link(link);
  }

  // The stream.

  private openSource(): void {
    clearTimeout(this.retryTimer);
    this.closeSource();
    const source = this.options.transport!.open(urls.stream(this.options.sessionId, this.version));
    this.source = source;
    this.streamVersion = this.version;
    this.newsAt = this.now();
    this.heard = false;
    source.onopen = () => {
      if (source !== this.source) return;
      this.newsAt = this.now();
      if (this.polling) return;
      this.setLink('live');
      this.watch();
    };
    source.onmessage = (event) => {
      if (source === this.source) this.onMessage(event.data);
    };
    source.onerror = () => {
      if (source !== this.source) return;
      if (source.readyState === kClosed) this.onRefused();
      else this.onInterrupted();
    };
    this.watch();
  }

  private closeSource(): void {
    if (this.source === null) return;
    this.closedSource = this.source;
    this.source = null;
    this.closedSource.close();
  }

  private onMessage(data: string): void {
    const snapshot = parse(data);
    if (snapshot === null) return;
    this.newsAt = this.now();
    this.heard = true;
    this.retries = 0;
    this.streamVersion = snapshot.version;
    this.stopPolling();
    this.setLink('live');
    this.watch();
    this.accept(snapshot, 'stream');
  }

  // The connection dropped and the browser reconnects by itself.
  private onInterrupted(): void {
    if (!this.polling) this.setLink('reconnecting');
    this.heard = false;
    this.newsAt = this.now();
    this.watch();
  }

  private onRefused(): void {
    this.source = null;
    clearTimeout(this.watchdog);
    if (!this.polling) this.setLink('reconnecting');
    this.retryLater();
    this.startPolling();
  }

  private retryLater(): void {
    const delay = Math.min(kRetryMs * 2 ** this.retries, kRetryMaxMs) * (0.5 + this.random() / 2);
    this.retries += 1;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.openSource(), delay);
  }

  // Silence.

  private watch(): void {
    clearTimeout(this.watchdog);
    if (this.source === null) return;
    const limit = this.heard ? kSilenceMs : this.source.readyState === 0 ? kReconnectGraceMs : kFirstEventMs;
    const left = this.newsAt + limit - this.now();
    if (left <= 0) this.onSilence();
    else this.watchdog = setTimeout(() => this.watch(), left);
  }

  private onSilence(): void {
    if (!this.polling) this.poll();
  }

  // Open but without the news it owes, or connecting for too long.
  private isStale(): boolean {
    if (this.source === null) return false;
    return this.now() - this.newsAt >= (this.source.readyState === 1 ? kFirstEventMs : kSilenceMs);
  }

  // Polling.

  private startPolling(): void {
    if (this.polling) return;
    this.polling = true;
    this.pollFailures = 0;
    this.poll();
  }

  private stopPolling(): void {
    this.polling = false;
    clearTimeout(this.pollTimer);
    this.pollAbort?.abort();
    this.pollAbort = null;
  }

  private poll(): void {
    clearTimeout(this.pollTimer);
    this.pollAbort?.abort();
    const abort = new AbortController();
    this.pollAbort = abort;
    this.options.fetchStatus(this.options.sessionId, abort.signal).then(
      (snapshot) => { if (!abort.signal.aborted && this.running) this.onPolled(snapshot); },
      (error: unknown) => { if (!abort.signal.aborted && this.running) this.onPollFailed(error); },
    );
  }

  private onPolled(snapshot: Snapshot): void {
    if (this.pollFailures > 0 && this.source === null && this.options.transport !== null) {
      this.retries = 0;  // the server is back: do not wait out the old delay
      this.retryLater();
    }
    this.pollFailures = 0;
    const open = this.source?.readyState === 1;
    if (open && this.streamVersion !== null && snapshot.version <= this.streamVersion) {
      // The stream has shown all there is: quiet, not broken.
      this.heard = true;
      this.newsAt = this.now();
      this.stopPolling();
      this.setLink('live');
      this.watch();
    } else {
      this.polling = true;
      clearTimeout(this.watchdog);
      if (this.isStale()) {
        this.closeSource();
        this.retryLater();
      }
      this.setLink('polling');
      this.pollTimer = setTimeout(() => this.poll(), kPollMs);
    }
    this.accept(snapshot, 'poll');
  }

  private onPollFailed(error: unknown): void {
    if (error instanceof ApiError && error.status === 404) {
      this.stop();
      this.setLink('gone');
      return;
    }
    this.polling = true;
    this.setLink('reconnecting');
    const delay = Math.min(kPollMs * 2 ** this.pollFailures, kPollMaxMs);
    this.pollFailures += 1;
    this.pollTimer = setTimeout(() => this.poll(), delay);
  }

  // Both.

  private accept(snapshot: Snapshot, via: 'stream' | 'poll'): void {
    const newer = this.version === null || snapshot.version > this.version;
    if (newer) this.version = snapshot.version;
    const past = this.beyond !== null && snapshot.version <= this.beyond && this.unchanged < kUnchangedPolls;
    if (past) {
      if (via === 'poll') this.unchanged += 1;
      return;
    }
    if (newer || this.beyond !== null) this.options.sink.snapshot(snapshot, via);
    this.beyond = null;
    if (isResting(snapshot.status)) {
      this.stop();
      this.setLink('resting');
    }
  }

  private lookAfterRest(): void {
    const abort = new AbortController();
    this.pollAbort?.abort();
    this.pollAbort = abort;
    this.options.fetchStatus(this.options.sessionId, abort.signal).then((snapshot) => {
      if (abort.signal.aborted || this.running) return;
      if (this.version !== null && snapshot.version <= this.version) return;
      if (isResting(snapshot.status)) this.accept(snapshot, 'poll');
      else this.start();
    }, () => {});
  }
}

function parse(data: string): Snapshot | null {
  try {
    const value = JSON.parse(data) as Snapshot | null;
    return typeof value?.version === 'number' && typeof value.status === 'string' ? value : null;
  } catch {
    return null;
  }
}
