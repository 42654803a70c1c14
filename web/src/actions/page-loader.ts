// Reads pages of a list as they come into sight, and only those: while one flies past, nothing is asked for; what is no longer
// wanted is called back.

const kAtOnce = 2;
const kStillMs = 80;       // in sight for so long: it is looked at
const kPatienceMs = 400;   // but something is shown now and then while the bar is dragged
const kRetryMs = 4000;

export type FetchPage = (page: number, signal: AbortSignal) => Promise<void>;

export class PageLoader {
  private wanted: readonly number[] = [];
  private readonly flights = new Map<number, AbortController>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private changedAt = -Infinity;
  private begunAt = -Infinity;
  private restUntil = -Infinity;

  /** `fetch` rejects when it failed, not when it was called back. */
  constructor(private readonly fetch: FetchPage, private readonly now: () => number = () => performance.now()) {}

  /** The pages that are in sight and not here, the most wanted first. */
  want(pages: readonly number[]): void {
    if (pages.length === this.wanted.length && pages.every((page, index) => page === this.wanted[index])) return;
    const flying = this.now() - this.changedAt < kStillMs;
    this.changedAt = this.now();
    this.wanted = pages;
    for (const [page, flight] of this.flights) if (!pages.includes(page)) this.callBack(page, flight);
    clearTimeout(this.timer);
    if (!flying || this.now() - this.begunAt > kPatienceMs) this.begin();
    else this.timer = setTimeout(() => this.begin(), kStillMs);
  }

  /** Nothing that is under way counts any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.wanted = [];
    for (const [page, flight] of this.flights) this.callBack(page, flight);
  }

  retry(): void {
    this.restUntil = -Infinity;
    this.begin();
  }

  private begin(): void {
    for (const page of this.wanted) {
      if (this.flights.size >= kAtOnce || this.now() < this.restUntil) return;
      if (!this.flights.has(page)) void this.read(page);
    }
  }

  private async read(page: number): Promise<void> {
    const flight = new AbortController();
    this.flights.set(page, flight);
    this.begunAt = this.now();
    try {
      await this.fetch(page, flight.signal);
      if (flight.signal.aborted) return;
      this.wanted = this.wanted.filter((each) => each !== page);
    } catch {
      if (flight.signal.aborted) return;
      this.restUntil = this.now() + kRetryMs;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.retry(), kRetryMs);
    } finally {
      if (this.flights.get(page) === flight) this.flights.delete(page);
    }
    this.begin();
  }

  private callBack(page: number, flight: AbortController): void {
    this.flights.delete(page);
    flight.abort();
  }
}
