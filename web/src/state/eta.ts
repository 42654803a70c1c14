// The time left, as people can live with it: a range out of a fixed ladder ("about 3 to 4 min") that is only left for the
// next one. Estimates are noisy, so what is smoothed is the time at which the work ends: while work is steady that stays
// where it is, and the range only falls. It rises only when the estimate has been well above it for a while, and moves one
// rung a second at most, so it never jumps.

const kWarmUpMs = 2000;       // the first estimates are worth little
const kRungMs = 1000;
const kRiseMs = 3000;
const kRiseMargin = 1.12;
const kFallMargin = 0.98;
const kSmoothShare = 0.12;    // of the time left is what the estimate is averaged over
const kSmoothMinMs = 2500;
const kSmoothMaxMs = 30_000;
const kWildness = 2;           // an estimate counts as no more than twice, no less than half of what is known

const kMinute = 60;
const kHour = 3600;
const kDay = 86_400;

/** Seconds; a range reaches from one rung to the next. */
export const kRungs: readonly number[] = [
  0, 10, 20, 30, 45, kMinute, ...[1.5, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50].map((n) => n * kMinute),
  ...[1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 36].map((n) => n * kHour), ...[2, 3, 4, 5, 7].map((n) => n * kDay),
];

export interface Eta {
  readonly begunAt: number;             // milliseconds, as all times here
  readonly at: number;
  readonly finishAt: number;            // smoothed
  readonly rung: number | null;         // null: still warming up
  readonly movedAt: number;
  readonly aboveSince: number | null;   // the estimate is above the range since then
}

/** The next estimate: so many seconds are left at the time `at`. */
export function takeEta(before: Eta | null, seconds: number, at: number): Eta {
  if (before === null || at < before.at) {
    return { begunAt: at, at, finishAt: at + seconds * 1000, rung: null, movedAt: at, aboveSince: null };
  }
  const known = Math.max(kSmoothMinMs, before.finishAt - at);
  const estimate = at + Math.min(known * kWildness, Math.max(known / kWildness - kSmoothMinMs, seconds * 1000));
  const passed = at - before.at;
  const window = Math.min(kSmoothMaxMs, Math.max(kSmoothMinMs, known * kSmoothShare), passed + at - before.begunAt);
  const weight = window === 0 ? 1 : 1 - Math.exp(-passed / window);
  const finishAt = before.finishAt + (estimate - before.finishAt) * weight;
  return climb({ ...before, at, finishAt }, (finishAt - at) / 1000);
}

function climb(eta: Eta, left: number): Eta {
  const { at, rung } = eta;
  if (rung === null) return at - eta.begunAt < kWarmUpMs ? eta : { ...eta, rung: rungOf(left), movedAt: at };
  const above = left > top(rung) * kRiseMargin;
  const aboveSince = above ? eta.aboveSince ?? at : null;
  if (at - eta.movedAt < kRungMs) return { ...eta, aboveSince };
  if (above && at - aboveSince! >= kRiseMs) return { ...eta, aboveSince, rung: rung + 1, movedAt: at };
  if (rung > 0 && left < kRungs[rung]! * kFallMargin) return { ...eta, aboveSince, rung: rung - 1, movedAt: at };
  return { ...eta, aboveSince };
}

const top = (rung: number): number => kRungs[rung + 1] ?? Infinity;

function rungOf(seconds: number): number {
  let rung = 0;
  while (seconds >= top(rung)) rung += 1;
  return rung;
}

/** In seconds; null while nothing can be said. `high` is Infinity above the ladder. */
export function rangeOf(eta: Eta | null): { low: number; high: number } | null {
  if (eta === null || eta.rung === null) return null;
  return { low: kRungs[eta.rung]!, high: top(eta.rung) };
}
