// Reproducible randomness: the same seed gives the same numbers in every run and on every machine.

/** A generator of numbers in [0, 1) (mulberry32), with a few conveniences. */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    integer: (low, high) => Math.floor(low + (high - low + 1) * next()),
    pick: (list) => list[Math.floor(next() * list.length)],
    bytes: (count) => Buffer.from(Array.from({length: count}, () => Math.floor(next() * 256))),
  };
}
