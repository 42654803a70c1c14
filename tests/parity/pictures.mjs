// The pictures of the parity test, made of integers alone, so that src/classify/testing/pictures.cpp makes the very same
// ones. Whoever changes one file changes the other; the checksums in reference.json tell when they differ.

// A well-mixed 32-bit number for two others.
function mix(seed, value) {
  let hash = Math.imul(seed ^ (value + 0x9e3779b9), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}

const clamp = (value) => Math.min(255, Math.max(0, value));
const ratio = (value, whole) => Math.trunc((value * 255) / Math.max(1, whole));

// Each answers red, green and blue at (x, y) of a picture of `width` × `height`.
const painters = {
  flat: (seed) => [0, 1, 2].map((channel) => mix(seed, channel) & 255),
  gradient: (_seed, x, y, width, height) => {
    const [red, green] = [ratio(x, width - 1), ratio(y, height - 1)];
    return [red, green, (red + green) >> 1];
  },
  noise: (seed, x, y) => {
    const hash = mix(mix(seed, x), y);
    return [hash & 255, (hash >>> 8) & 255, (hash >>> 16) & 255];
  },
  checks: (seed, x, y) => (((x >> 4) + (y >> 4)) & 1 ? painters.flat(seed) : painters.flat(seed + 1)),
  discs: (seed, x, y, width, height) => {
    let colour = painters.flat(seed);
    for (let disc = 1; disc <= 9; disc++) {
      const {dx, dy, radius} = lump(seed + disc, x, y, width, height);
      if (dx * dx + dy * dy <= radius * radius) colour = painters.flat(seed + disc);
    }
    return colour;
  },
  // Soft lumps of warm or cold colour with a grain over them: what comes nearest to a photograph.
  warm: (seed, x, y, width, height) => lumps(seed, x, y, width, height, [200, 150, 120]),
  cold: (seed, x, y, width, height) => lumps(seed, x, y, width, height, [70, 110, 150]),
};

function lump(seed, x, y, width, height) {
  const radius = 1 + Math.trunc((Math.min(width, height) * (8 + (mix(seed, 2) & 31))) / 64);
  return {dx: x - (mix(seed, 0) % width), dy: y - (mix(seed, 1) % height), radius};
}

function lumps(seed, x, y, width, height, ground) {
  const colour = [...ground];
  for (let number = 1; number <= 12; number++) {
    const {dx, dy, radius} = lump(seed + number, x, y, width, height);
    const inside = radius * radius - dx * dx - dy * dy;
    if (inside <= 0) continue;
    const weight = ratio(inside, radius * radius);
    for (let channel = 0; channel < 3; channel++) {
      const towards = (mix(seed + number, 3 + channel) & 127) - 64;
      colour[channel] += Math.trunc((towards * weight) / 255);
    }
  }
  const grain = (mix(mix(seed, x), y) & 15) - 8;
  return colour.map((value) => clamp(value + grain));
}

// {kind, seed, width, height, alpha} → samples, 3 or 4 bytes a pixel. Alpha falls from corner to corner.
export function paint({kind, seed, width, height, alpha}) {
  const samples = Buffer.alloc(width * height * (alpha ? 4 : 3));
  let place = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (const value of painters[kind](seed, x, y, width, height)) samples[place++] = value;
      if (alpha) samples[place++] = ratio(x + y, width + height - 2);
    }
  }
  return samples;
}

// FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
export function checksum(samples) {
  let hash = 0x811c9dc5;
  for (const sample of samples) hash = Math.imul(hash ^ sample, 0x01000193) >>> 0;
  return hash;
}

const picture = (kind, seed, width, height, alpha = false) => ({kind, seed, width, height, alpha});

export const pictures = [
  picture('flat', 1, 1, 1),
  picture('gradient', 2, 3, 2),
  picture('flat', 3, 224, 224),
  picture('noise', 4, 224, 224),
  picture('gradient', 5, 640, 480),
  picture('checks', 6, 301, 777),
  picture('noise', 7, 97, 1023),
  picture('discs', 8, 512, 512),
  picture('discs', 9, 1280, 300),
  picture('warm', 10, 448, 448),
  picture('warm', 11, 900, 600),
  picture('warm', 12, 333, 1000),
  picture('warm', 40, 160, 120),
  picture('cold', 13, 800, 1200),
  picture('cold', 14, 225, 223),
  picture('discs', 15, 400, 250, true),
  picture('warm', 16, 256, 384, true),
  picture('flat', 17, 1, 500, true),
];
