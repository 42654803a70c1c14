// Follows one session over one connection: by the event stream where it works, by polling where it does not, and says
// truthfully which. Lives in a worker, in the tab that leads the others, or in a tab of its own; knows nothing of that.
//
// An EventSource that gets any answer but 200 is closed for good and does not tell why, so after CLOSED one status
// request finds out: 404, the session is gone; at rest, nothing more will come; else poll, and retry the stream with
// back-off. A stream that is open but silent is checked the same way (heartbeats are comments, which no script sees): if
// the status is newer than what the stream has shown, the stream is broken: a buffering proxy, a dead link. Silence is
// measured by timestamps, because timers slow down in hidden tabs.

import { emptyPicture, takeNews, type Link, type News, type Picture } from './news';
import { Poller, type FetchStatus } from './poller';
import { StreamReader, type EventType } from './reader';
import { kClosed, kConnecting, kOpen, type OpenSource, type Source } from './source';
import { isResting, type Snapshot } from './types';
import { urls } from './urls';

export interface FeedOptions {
  sessionId: string;
  openSource: OpenSource | null;  // null: polling only
  fetchStatus: FetchStatus;
  picture?: Picture;              // what is known already: the stream resumes there
  /** Called with each piece of news and the picture after it. */
  tell(news: News, picture: Picture): void;
  now?: () => number;
  random?: () => number;
}

const kFirstEventMs = 3_000;      // a stream's first snapshot comes at once, unless something holds it back
const kSilenceMs = 25_000;        // 2.5 heartbeats
const kDistrustMs = 5_000;        // the same, once a stream was found to hold news back
const kReconnectGraceMs = 3_000;  // the browser's own reconnect takes about 1 s
const kRetryMs = 1_000;
const kRetryMaxMs = 30_000;
const kUnchangedPolls = 5;        // a command was accepted, but the session stays as it was: believe it

export class SessionFeed {
  private known: Picture;
  private source: Source | null = null;
  private readonly reader = new StreamReader();
  private readonly poller: Poller;
  private newsAt = 0;
  private heard = false;                       // this connection has sent something
  private silenceMs = kSilenceMs;
  private owed: number | null = null;          // polling has seen this version, the open stream has not
  private retries = 0;
  private beyond: number | null = null;        // a command was sent: resting at or below this version is the past
  private unchanged = 0;
  private running = false;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly now: () => number;
  private readonly random: () => number;

  constructor(private readonly options: FeedOptions) {
    this.known = options.picture ?? emptyPicture;
    this.now = options.now ?? Date.now;
    this.random = options.random ?? Math.random;
    this.poller = new Poller(options.fetchStatus, (snapshot) => this.onPolled(snapshot), (gone) => this.onUnanswered(gone));
  }

  get picture(): Picture {
    return this.known;
  }

  /** Begins, or begins again after rest. `beyond`: the version before a command that makes the session move again. */
  start(beyond: number | null = null): void {
    this.close();
    this.beyond = beyond;
    this.unchanged = 0;
    this.retries = 0;
    this.running = true;
    this.setLink('connecting');
    if (this.options.openSource === null) this.poller.start();
    else this.openStream();
  }

  close(): void {
    this.running = false;
    this.poller.stop();
    clearTimeout(this.watchdog);
    clearTimeout(this.retryTimer);
    this.closeSource();
  }

  /** A tab was shown, or somebody started something: look now instead of when a slowed-down timer fires. */
  wake(): void {
    if (this.running && !this.poller.active) this.watch();
    else if (this.running || this.known.link === 'resting') this.poller.ask();
  }

  // The stream.

  private openStream(): void {
    clearTimeout(this.retryTimer);
    this.closeSource();
    this.reader.reconnected();
    this.newsAt = this.now();
    this.heard = false;
    this.owed = null;
    const mine = (): boolean => source === this.source;
    const source = this.options.openSource!(urls.stream(this.options.sessionId, this.known.position), {
      opened: () => { if (mine()) this.onOpened(); },
      event: (type, data, id) => { if (mine()) this.onEvent(type, data, id); },
      failed: () => { if (mine()) this.onFailed(source.readyState === kClosed); },
    });
    this.source = source;
    this.watch();
  }

  private closeSource(): void {
    const { source } = this;
    this.source = null;
    source?.close();
  }

  private onOpened(): void {
    this.reader.reconnected();
    this.newsAt = this.now();
    this.watch();
  }

  private onEvent(type: EventType, data: string, id: string): void {
    const event = this.reader.read(type, data);
    if (event === null) return;
    if (event.type === 'gone') return this.end('gone');
    this.newsAt = this.now();
    this.heard = true;
    this.retries = 0;
    this.owed = null;
    this.poller.stop();
    this.setLink('live');
    this.watch();
    const position = id !== '' && Number.isFinite(Number(id)) ? Number(id) : null;
    if (event.type === 'failure') {
      this.tell({ type: 'failures', failures: [event.failure], omitted: null, position });
      return;
    }
    const { snapshot, restart } = event;
    this.accept({ type: 'state', snapshot, via: 'stream', fresh: !event.first, restart, position });
    if (event.omitted !== null) this.tell({ type: 'failures', failures: [], omitted: event.omitted, position: null });
    if (event.end) this.restAt(snapshot);
  }

  private onFailed(closed: boolean): void {
    this.reader.reconnected();
    this.heard = false;
    this.newsAt = this.now();
    if (!this.poller.active) this.setLink('reconnecting');
    if (!closed) return this.watch();  // the browser reconnects by itself
    this.source = null;
    clearTimeout(this.watchdog);
    this.retryLater();
    this.poller.start();
  }

  private retryLater(): void {
    const delay = Math.min(kRetryMs * 2 ** this.retries, kRetryMaxMs) * (0.5 + this.random() / 2);
    this.retries += 1;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.openStream(), delay);
  }

  // Silence.

  private watch(): void {
    clearTimeout(this.watchdog);
    if (this.source === null) return;
    const limit = this.heard ? this.silenceMs : this.source.readyState === kConnecting ? kReconnectGraceMs : kFirstEventMs;
    const left = this.newsAt + limit - this.now();
    if (left > 0) this.watchdog = setTimeout(() => this.watch(), left);
    else if (!this.poller.active) this.poller.ask();
  }

  // What the status says of a stream that is open: it holds news back, or all is quiet.
  private isQuiet(version: number): boolean {
    return this.source?.readyState === kOpen && this.reader.version !== null && version <= this.reader.version;
  }

  // The status is told at once, but the stream has owed it for a while, or not even opened: begin another.
  private giveUpIfStale(version: number): void {
    if (this.source === null) return;
    const silent = this.now() - this.newsAt;
    const held = this.owed !== null && (this.reader.version ?? -1) < this.owed && silent >= kFirstEventMs;
    if (held) {
      if (this.source.readyState === kOpen) this.silenceMs = kDistrustMs;
      this.closeSource();
      this.retryLater();
    } else {
      this.owed ??= version;
    }
  }

  // Polling.

  private onPolled(snapshot: Snapshot): void {
    if (!this.running) return this.onPolledAtRest(snapshot);
    if (this.isQuiet(snapshot.version)) {
      this.heard = true;
      this.newsAt = this.now();
      this.poller.stop();
      this.setLink('live');
      this.watch();
    } else {
      if (this.poller.failures > 0 && this.source === null && this.options.openSource !== null) {
        this.retries = 0;  // the server is back: do not wait out the old delay
        this.retryLater();
      }
      this.poller.active = true;
      clearTimeout(this.watchdog);
      this.giveUpIfStale(snapshot.version);
      this.setLink('polling');
    }
    if (this.accept({ type: 'state', snapshot, via: 'poll', fresh: false, restart: false, position: null })) this.restAt(snapshot);
  }

  private onPolledAtRest(snapshot: Snapshot): void {
    if (snapshot.version <= (this.known.snapshot?.version ?? -1)) return;
    if (!isResting(snapshot.status)) return this.start();
    this.tell({ type: 'state', snapshot, via: 'poll', fresh: false, restart: false, position: null });
  }

  private onUnanswered(gone: boolean): void {
    if (gone) return this.end('gone');
    if (!this.running) return;
    this.poller.active = true;
    this.setLink('reconnecting');
  }

  // Both.

  /** False for what is past: the state before a command that was just sent. */
  private accept(news: Extract<News, { type: 'state' }>): boolean {
    const past = this.beyond !== null && news.snapshot.version <= this.beyond && this.unchanged < kUnchangedPolls;
    if (past) {
      if (news.via === 'poll') this.unchanged += 1;
      return false;
    }
    this.beyond = null;
    this.tell(news);
    return true;
  }

  private restAt(snapshot: Snapshot): void {
    if (this.beyond === null && isResting(snapshot.status)) this.end('resting');
  }

  private end(link: 'resting' | 'gone'): void {
    this.close();
    this.setLink(link);
  }

  private setLink(link: Link): void {
    this.tell({ type: 'link', link });
  }

  private tell(news: News): void {
    const next = takeNews(this.known, news);
    if (next === this.known) return;
    this.known = next;
    this.options.tell(news, next);
  }
}
