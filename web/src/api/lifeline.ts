// Whether the place that holds the connection is still there. It may die, freeze or be taken away without a word, so a
// tab that has heard nothing for a while asks, and an answer that stays out means that it is lost. Measured by timestamps:
// a tab that slept does not take its own sleep for the other's silence.

const kQuietMs = 5_000;
const kFirstAnswerMs = 10_000;  // a worker has to be loaded first
const kAnswerMs = 3_000;
const kLateMs = 1_000;

export class Lifeline {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;  // questions without an answer
  private heardAt = 0;

  constructor(private readonly ask: () => void, private readonly lost: () => void, private readonly now: () => number = Date.now) {}

  /** The first answer is owed at once. */
  start(): void {
    this.asked = 0;
    this.question(kFirstAnswerMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.asked = 0;
  }

  /** Anything has come. */
  heard(): void {
    this.heardAt = this.now();
    if (this.asked === 0) return;
    this.asked = 0;
    this.after(kQuietMs, () => this.listen());
  }

  private listen(): void {
    const left = this.heardAt + kQuietMs - this.now();
    if (left > 0) this.after(left, () => this.listen());
    else this.question(kAnswerMs);
  }

  private question(patienceMs: number): void {
    const askedAt = this.now();
    this.asked += 1;
    this.ask();
    this.after(patienceMs, () => {
      const slept = this.now() - askedAt > patienceMs + kLateMs;  // the answer may lie in the queue behind this timer
      if (slept && this.asked === 1) this.question(kAnswerMs);
      else this.lost();
    });
  }

  private after(ms: number, then: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(then, ms);
  }
}
