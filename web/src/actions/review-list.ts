// The preview's list: its filters and the address that holds them, its pages as they come into sight, and its news.

import type { Api } from '../api/client';
import { isResting, type FileFilters } from '../api/types';
import { filtersInHash, hashWith, sameFilters, withFilter } from '../state/filters';
import { kBlurs, kSizes, type Look, type Panel } from '../state/files';
import { kPageRows, pagesOf } from '../state/pages';
import type { Store } from '../state/store';
import { PageLoader } from './page-loader';
import { problemText } from './problem';

const kTypingMs = 250;
const kGentleMs = 2000;      // between two readings while a session runs
const kFacetsMs = 1500;
const kBusyFacetsMs = 8000;
const kLookKey = 'sluice.review';

export class ListActions {
  private readonly loader: PageLoader;
  private typing: ReturnType<typeof setTimeout> | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;
  private facetsTimer: ReturnType<typeof setTimeout> | undefined;
  private facetsAt = -Infinity;
  private count = true;     // the next page tells the total too
  private seen = { first: 0, end: 0 };
  private known = { session: null as string | null, shown: false, edits: 0, label: '', settled: 0 };
  private ownEdits = 0;     // made here, not yet seen in a snapshot

  /** `onShown`: the step is turned to, or something was changed elsewhere. */
  constructor(private readonly store: Store, private readonly api: Api, private readonly onShown: () => void) {
    this.loader = new PageLoader((page, signal) => this.read(page, signal));
    store.dispatch({ type: 'files/look', look: recallLook() });
    store.watch(() => this.follow());
  }

  stop(): void {
    for (const timer of [this.typing, this.again, this.facetsTimer]) clearTimeout(timer);
    this.again = this.facetsTimer = undefined;
    this.loader.stop();
  }

  /** The rows from `first` up to, not including, `end` are in sight or nearly. */
  see(first: number, end: number): void {
    this.seen = { first, end };
    const { files } = this.store.state;
    const pages = pagesOf(first, Math.min(end, files.total ?? end));
    if (pages.join() !== files.inSight.join()) this.store.dispatch({ type: 'files/in-sight', pages });
    this.load();
  }

  filter(filters: FileFilters): void {
    clearTimeout(this.typing);
    const { session, files } = this.store.state;
    if (session === null || sameFilters(filters, files.filters)) return;
    this.store.dispatch({ type: 'files/filters', filters });
    history.replaceState(history.state, '', hashWith(session.id, filters, location.hash));
    this.begin();
  }

  type(text: string): void {
    this.store.dispatch({ type: 'files/typed', text });
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.filter(withFilter(this.store.state.files.filters, 'text', text.trim())), kTypingMs);
  }

  clear(): void {
    this.filter({});
    this.store.dispatch({ type: 'files/typed', text: '' });
  }

  /** Back or forward to another address of the same session. */
  readAddress(): void {
    const filters = filtersInHash(location.hash);
    if (sameFilters(filters, this.store.state.files.filters)) return;
    this.store.dispatch({ type: 'files/filters', filters });
    this.begin();
  }

  look(look: Partial<Look>): void {
    this.store.dispatch({ type: 'files/look', look });
    try {
      localStorage.setItem(kLookKey, JSON.stringify(this.store.state.files.look));
    } catch { /* not remembered */ }
  }

  panel(panel: Panel): void {
    this.store.dispatch({ type: 'files/panel', panel });
    if (panel === 'filters') this.askFacets();
  }

  retry(): void {
    this.store.dispatch({ type: 'files/problem', message: null });
    this.loader.retry();
  }

  /** What is in sight is read again, in its place; what is not is read when it comes into sight. */
  refresh(foreign: boolean): void {
    this.count = true;
    this.store.dispatch({ type: 'files/outdated', foreign });
    this.load();
    this.askFacets();
    if (foreign) this.onShown();
  }

  /** An edit of this page is on its way: its rise in the snapshot, before or after the answer, is no news. */
  sent(): void {
    this.ownEdits += 1;
  }

  refused(): void {
    this.ownEdits = Math.max(0, this.ownEdits - 1);
  }

  /** The server has taken an edit, or another threshold. */
  edited(): void {
    this.soon(400, () => this.refresh(false));
  }

  private begin(): void {
    this.count = true;
    this.loader.stop();
    this.load();
  }

  private load(): void {
    if (this.store.state.step !== 'preview' || this.store.state.session === null) return;
    const { files } = this.store.state;
    if (files.shown !== files.list) return this.loader.want([0]);
    const missing = files.inSight.filter((page) => files.pages.get(page)?.stale ?? true);
    this.loader.want(missing.length === 0 && this.count ? [...files.inSight.slice(0, 1)] : missing);
  }

  private async read(page: number, signal: AbortSignal): Promise<void> {
    const { session, files } = this.store.state;
    if (session === null) return;
    const { list, confirmed } = files;
    const count = this.count;
    try {
      const answer = await this.api.files(
        session.id, { ...files.filters, offset: page * kPageRows, limit: kPageRows, ...(count ? { count: '1' as const } : {}) }, signal);
      if (signal.aborted) return;
      if (count) this.count = false;
      const total = answer.total ?? (answer.next_cursor === null && page === 0 ? answer.files.length : null);
      if (files.shown !== list) this.seen = { first: 0, end: Math.min(kPageRows, this.seen.end - this.seen.first) };
      this.store.dispatch({ type: 'files/page', list, number: page, rows: answer.files, total, asOf: confirmed });
      this.see(this.seen.first, this.seen.end);
    } catch (error) {
      if (signal.aborted) return;
      this.store.dispatch({ type: 'files/problem', message: problemText(error) });
      throw error;
    }
  }

  private askFacets(): void {
    if (this.facetsTimer !== undefined) return;
    const { session } = this.store.state;
    const busy = session?.snapshot != null && !isResting(session.snapshot.status);
    const wait = this.facetsAt + (busy ? kBusyFacetsMs : kFacetsMs) - performance.now();
    this.facetsTimer = setTimeout(() => void this.readFacets(), Math.max(0, wait));
  }

  private async readFacets(): Promise<void> {
    const id = this.store.state.session?.id;
    this.facetsAt = performance.now();
    try {
      if (id === undefined) return;
      const facets = await this.api.facets(id);
      if (this.store.state.session?.id === id) this.store.dispatch({ type: 'files/facets', facets });
    } catch { /* the filters stand without their counts */ } finally {
      this.facetsTimer = undefined;
    }
  }

  // What happens to the session: another one, the step turned to, edits from elsewhere, files that come.
  private follow(): void {
    const { session, step } = this.store.state;
    const snapshot = session?.snapshot ?? null;
    const now = {
      session: session?.id ?? null, shown: step === 'preview', edits: snapshot?.edits ?? 0,
      label: snapshot === null ? '' : `${snapshot.status} ${isResting(snapshot.status) ? snapshot.stats.nsfw_detected : ''} ${snapshot.run}`,
      settled: snapshot === null ? 0 : snapshot.processed_files + snapshot.stats.errors + snapshot.total_files,
    };
    const before = this.known;
    this.known = now;
    if (now.session !== before.session) {
      this.loader.stop();
      this.ownEdits = 0;
      this.facetsAt = -Infinity;
      if (now.session !== null) queueMicrotask(() => this.readAddress());
      this.count = true;
      return;
    }
    if (now.session === null) return;
    const foreign = now.edits - before.edits - this.ownEdits;
    if (now.edits > before.edits) this.ownEdits = Math.max(0, this.ownEdits - (now.edits - before.edits));
    if (now.shown && !before.shown) queueMicrotask(() => this.refresh(true));
    else if (!now.shown) return;
    else if ((now.edits > before.edits && foreign > 0) || now.label !== before.label) this.soon(100, () => this.refresh(true));
    else if (now.settled !== before.settled) this.soon(kGentleMs, () => this.refresh(false));
  }

  private soon(ms: number, act: () => void): void {
    if (ms < kGentleMs) clearTimeout(this.again);
    else if (this.again !== undefined) return;
    this.again = setTimeout(() => {
      this.again = undefined;
      act();
    }, ms);
  }
}

function recallLook(): Partial<Look> {
  try {
    const kept = JSON.parse(localStorage.getItem(kLookKey) ?? '{}') as Partial<Record<keyof Look, unknown>>;
    const look: Partial<Look> = {};
    if (kept.layout === 'grid' || kept.layout === 'table') look.layout = kept.layout;
    const blur = kBlurs.find((each) => each === kept.blur);
    const size = kSizes.find((each) => each === kept.size);
    return { ...look, ...(blur ? { blur } : {}), ...(size ? { size } : {}) };
  } catch {
    return {};
  }
}
