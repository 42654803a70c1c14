import { describe, expect, it } from 'vitest';
import { rangeText } from './format';
import { kRungs, rangeOf, takeEta, type Eta } from './eta';

const kEvery = 80;

/** Plays `estimate(ms)` seconds every 80 ms; the lower ends of all ranges that are shown, each once. */
function play(seconds: number, estimate: (ms: number) => number, from: Eta | null = null) {
  const lows: number[] = [];
  const moves: number[] = [];
  let eta = from;
  for (let ms = 0; ms < seconds * 1000; ms += kEvery) {
    eta = takeEta(eta, Math.max(0, estimate(ms)), ms);
    const range = rangeOf(eta);
    if (range === null || range.low === lows[lows.length - 1]) continue;
    lows.push(range.low);
    moves.push(ms);
  }
  return { lows, moves, eta: eta! };
}

/** The same numbers each time, −1 to 1. */
function noise() {
  let seed = 7;
  return () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return (seed / 2_147_483_647) * 2 - 1;
  };
}

const falling = (list: readonly number[]) => list.every((value, i) => i === 0 || value < list[i - 1]!);

describe('the time left', () => {
  it('is not told before two seconds have passed', () => {
    const { moves } = play(5, (ms) => 300 - ms / 1000);
    expect(moves[0]).toBeGreaterThanOrEqual(2000);
  });

  it('only falls, rung by rung, while work is steady', () => {
    const { lows } = play(400, (ms) => 400 - ms / 1000);
    expect(falling(lows)).toBe(true);
    expect(lows).toEqual([360, 300, 240, 180, 120, 90, 60, 45, 30, 20, 10, 0]);
  });

  it.each([0.1, 0.3, 0.5])('only falls when each estimate is off by up to %d of itself', (share) => {
    const off = noise();
    const { lows } = play(600, (ms) => (600 - ms / 1000) * (1 + share * off()));
    expect(falling(lows)).toBe(true);
    expect(lows.at(-1)).toBe(0);
  });

  it('does not follow a slow wave of the speed up and down', () => {
    const { lows } = play(600, (ms) => (600 - ms / 1000) * (1 + 0.25 * Math.sin(ms / 2300)));
    expect(falling(lows)).toBe(true);
  });

  it('says what is true: the end lies near the range', () => {
    const off = noise();
    let eta: Eta | null = null;
    for (let ms = 0; ms < 590_000; ms += kEvery) {
      const left = 600 - ms / 1000;
      eta = takeEta(eta, left * (1 + 0.2 * off()), ms);
      const range = rangeOf(eta);
      if (range === null) continue;
      expect(left).toBeGreaterThan(range.low * 0.9 - 2);
      expect(left).toBeLessThan(range.high * 1.15 + 2);
    }
  });

  it('rises one rung at a time when work really slows down, and never within three seconds', () => {
    const { eta } = play(20, () => 60);
    let last = rangeOf(eta)!.low;
    let movedAt = 20_000;
    let now: Eta = eta;
    for (let ms = 20_000; ms < 140_000; ms += kEvery) {
      now = takeEta(now, 900, ms);
      const { low } = rangeOf(now)!;
      if (low === last) continue;
      expect(kRungs.indexOf(low)).toBe(kRungs.indexOf(last) + 1);
      expect(ms - movedAt).toBeGreaterThanOrEqual(last === 60 && movedAt === 20_000 ? 3000 : 1000);
      last = low;
      movedAt = ms;
    }
    expect(last).toBe(720);
  });

  it('is not shaken by a single wild estimate', () => {
    const { lows } = play(60, (ms) => (ms === 30_400 ? 100_000 : 200 - ms / 1000));
    expect(falling(lows)).toBe(true);
  });

  it('begins anew when time goes back', () => {
    const { eta } = play(20, () => 60);
    expect(rangeOf(takeEta(eta, 60, 0))).toBeNull();
  });

  it('has an end', () => {
    const { eta } = play(5, () => 90 * 86_400);
    expect(rangeOf(eta)).toEqual({ low: 7 * 86_400, high: Infinity });
  });
});

describe('a range in words', () => {
  it.each([[0, 10, 'under 10 s'], [10, 20, '10 to 20 s'], [45, 60, '45 to 60 s'], [60, 90, '1 to 1½ min'], [90, 120, '1½ to 2 min'], [180, 240, '3 to 4 min'],
    [3000, 3600, '50 to 60 min'], [3600, 4500, '1 to 1¼ h'], [7200, 9000, '2 to 2½ h'], [129_600, 172_800, '36 to 48 h'], [172_800, 259_200, '2 to 3 days'],
    [604_800, Infinity, 'over 7 days']])('%d to %d seconds are %s', (low, high, words) => expect(rangeText(low, high)).toBe(words));
});
