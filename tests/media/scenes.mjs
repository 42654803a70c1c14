// Little pictures that are pleasant in a thumbnail and compress well: no noise, no texture. Each is drawn from a seed.

import {Canvas, clamp, hsl, mix} from './canvas.mjs';
import {random} from './random.mjs';

/** A landscape line: a few sine waves on top of each other. */
function ridge(dice, base, roughness, width) {
  const waves = [1, 2.3, 4.1, 7.7].map((f, i) => ({f: (f * 6.28) / width, phase: dice.between(0, 6.28), size: roughness / (i + 1)}));
  return (x) => base + waves.reduce((sum, w) => sum + w.size * Math.sin(w.f * x + w.phase), 0);
}

function mountains(c, dice, hue) {
  const {width, height} = c;
  const haze = hsl(hue + 20, 0.75, 0.82);
  c.gradient([hsl(hue + 190, 0.45, 0.42), hsl(hue + 300, 0.5, 0.68), haze]);
  const [sunX, sunY] = [width * dice.between(0.25, 0.75), height * dice.between(0.28, 0.42)];
  c.circle(sunX, sunY, width * 0.2, hsl(hue + 40, 0.95, 0.8), {soft: width * 0.22, opacity: 0.6});
  c.circle(sunX, sunY, width * 0.075, hsl(hue + 45, 0.95, 0.92));
  for (let i = 0; i < 5; i++) {
    const line = ridge(dice, height * (0.48 + i * 0.11), height * 0.045, width);
    c.below(line, mix(haze, hsl(hue + 215, 0.45, 0.13), 0.3 + 0.175 * i));
  }
}

function lake(c, dice, hue) {
  const {width, height} = c;
  const shore = height * 0.62;
  c.gradient([hsl(hue + 200, 0.55, 0.1), hsl(hue + 210, 0.5, 0.28), hsl(hue + 330, 0.45, 0.55)]);
  for (let i = 0; i < 40; i++) {
    c.circle(dice.between(0, width), dice.between(0, shore * 0.7), dice.between(0.4, 1.3), [255, 255, 255], {opacity: dice.between(0.3, 0.9)});
  }
  const moonX = width * dice.between(0.3, 0.7);
  c.circle(moonX, height * 0.24, width * 0.17, [255, 250, 225], {soft: width * 0.2, opacity: 0.35});
  c.circle(moonX, height * 0.24, width * 0.07, [255, 250, 232]);
  c.below(ridge(dice, shore * 0.9, height * 0.03, width), hsl(hue + 215, 0.4, 0.2));
  c.below(() => shore, (x, y) => mix(hsl(hue + 330, 0.4, 0.45), hsl(hue + 210, 0.55, 0.14), clamp((y - shore) / (height - shore))));
  for (let y = shore + 4, step = 5; y < height; y += step, step *= 1.12) {
    const half = width * (0.03 + 0.1 * ((y - shore) / (height - shore))) * dice.between(0.5, 1.2);
    c.rectangle(Math.round(moonX - half), Math.round(y), Math.round(2 * half), Math.max(1, Math.round(step * 0.35)), [255, 248, 220], 0.55);
  }
}

function orbits(c, dice, hue) {
  const {width, height} = c;
  const size = Math.min(width, height);
  c.gradient([hsl(hue + 230, 0.6, 0.09), hsl(hue + 260, 0.55, 0.22)]);
  const [cx, cy] = [width * dice.between(0.42, 0.58), height * dice.between(0.42, 0.58)];
  c.circle(cx, cy, size * 0.3, hsl(hue + 30, 0.9, 0.6), {soft: size * 0.32, opacity: 0.45});
  c.circle(cx, cy, size * 0.09, hsl(hue + 40, 0.95, 0.7));
  for (let i = 1; i <= 5; i++) {
    const radius = size * (0.1 + 0.075 * i);
    c.ring(cx, cy, radius, 1.2, hsl(hue + 200, 0.4, 0.75), 0.4);
    const angle = dice.between(0, 6.28) + 6.2832 * c.time * Math.ceil(3 / i);
    c.circle(cx + radius * Math.cos(angle), cy + radius * Math.sin(angle), size * dice.between(0.012, 0.03), hsl(hue + 50 * i, 0.75, 0.68));
  }
}

function tiles(c, dice, hue) {
  const {width, height} = c;
  const cell = Math.round(Math.min(width, height) / 4);
  const colours = [hsl(hue, 0.65, 0.55), hsl(hue + 40, 0.8, 0.65), hsl(hue + 190, 0.5, 0.35), hsl(hue + 30, 0.4, 0.93), hsl(hue + 205, 0.4, 0.6)];
  const columns = Math.ceil(width / cell);
  const cells = Array.from({length: columns * Math.ceil(height / cell)}, () => {
    const ground = dice.integer(0, 4);
    return {ground: colours[ground], shape: colours[(ground + dice.integer(1, 4)) % 5], kind: dice.integer(0, 3), corner: dice.integer(0, 3)};
  });
  const at = (x, y) => cells[Math.floor(y / cell) * columns + Math.floor(x / cell)];
  c.paint(() => 1, (x, y) => at(x, y).ground);
  c.paint((x, y) => {
    const {kind, corner} = at(x, y);
    const [u, v] = [(x % cell) - (corner & 1) * cell, (y % cell) - (corner >> 1) * cell];
    if (kind === 0) return clamp(cell - Math.hypot(u, v) + 0.5);
    if (kind === 1) return clamp(cell * 0.38 - Math.hypot((x % cell) - cell / 2, (y % cell) - cell / 2) + 0.5);
    if (kind === 2) return clamp(cell / 6 - Math.abs(Math.hypot(u, v) - cell * 0.6) + 0.5);
    return clamp(Math.abs(u) - Math.abs(v) + 0.5);
  }, (x, y) => at(x, y).shape);
}

function waves(c, dice, hue) {
  const {width, height} = c;
  c.gradient([hsl(hue + 30, 0.8, 0.88), hsl(hue + 350, 0.7, 0.75)]);
  c.circle(width * dice.between(0.3, 0.7), height * 0.3, Math.min(width, height) * 0.16, hsl(hue + 10, 0.85, 0.62));
  for (let i = 0; i < 7; i++) {
    const [amplitude, phase, length] = [height * 0.035, dice.between(0, 6.28) + 6.2832 * c.time * (1 + (i % 2)), width / dice.between(1.2, 2.6)];
    c.below((x) => height * (0.42 + 0.085 * i) + amplitude * Math.sin((x / length) * 6.28 + phase), hsl(hue + 185 + 6 * i, 0.55, 0.68 - 0.075 * i), 0.9);
  }
}

function bokeh(c, dice, hue) {
  const {width, height} = c;
  c.gradient([hsl(hue + 250, 0.5, 0.12), hsl(hue + 290, 0.45, 0.24)]);
  for (let i = 0; i < 26; i++) {
    const radius = Math.min(width, height) * dice.between(0.03, 0.13);
    const colour = hsl(hue + dice.between(-40, 60), 0.8, dice.between(0.55, 0.75));
    const [x, y] = [dice.between(0, width), dice.between(0, height)];
    c.circle(x, y, radius, colour, {soft: 2, opacity: dice.between(0.15, 0.45)});
    c.ring(x, y, radius, 1.5, mix(colour, [255, 255, 255], 0.4), 0.35);
  }
}

function city(c, dice, hue) {
  const {width, height} = c;
  c.gradient([hsl(hue + 235, 0.5, 0.2), hsl(hue + 310, 0.45, 0.45), hsl(hue + 25, 0.85, 0.68)]);
  c.circle(width * dice.between(0.2, 0.8), height * 0.6, width * 0.12, hsl(hue + 40, 0.95, 0.75));
  for (const [depth, tone] of [[0, 0.3], [1, 0.14]]) {
    for (let x = -10; x < width;) {
      const w = Math.round(width * dice.between(0.06, 0.13));
      const top = Math.round(height * (depth ? dice.between(0.5, 0.8) : dice.between(0.35, 0.65)));
      c.rectangle(x, top, w, height - top, hsl(hue + 240, 0.35, tone));
      for (let wy = top + 8; depth && wy < height - 8; wy += 12) {
        for (let wx = x + 5; wx < x + w - 6; wx += 9) {
          if (dice.next() < 0.35) c.rectangle(wx, wy, 4, 6, hsl(hue + 45, 0.9, 0.72), 0.9);
        }
      }
      x += w + Math.round(width * dice.between(0, 0.02));
    }
  }
}

function balloons(c, dice, hue) {
  const {width, height} = c;
  const size = Math.min(width, height);
  c.gradient([hsl(hue + 200, 0.65, 0.62), hsl(hue + 190, 0.6, 0.86)]);
  for (let i = 0; i < 4; i++) {
    const [x, y, r] = [width * (0.15 + 0.23 * i), height * dice.between(0.2, 0.62), size * dice.between(0.08, 0.14)];
    const [a, b] = [hsl(hue + 70 * i, 0.75, 0.58), hsl(hue + 70 * i + 30, 0.8, 0.72)];
    c.paint((px, py) => clamp(r - Math.hypot(px - x, (py - y) * (py > y ? 0.82 : 1)) + 0.5), (px) => (Math.floor((px - x + r) / (r / 2.5)) % 2 ? a : b));
    c.rectangle(Math.round(x - r * 0.18), Math.round(y + r * 1.35), Math.round(r * 0.36), Math.round(r * 0.26), [110, 75, 45]);
  }
  c.below(ridge(dice, height * 0.88, height * 0.02, width), hsl(hue + 120, 0.35, 0.42));
}

const kAnyHue = new Set([tiles, bokeh, balloons]);  // the others look odd under a green sun

export const scenes = {mountains, lake, orbits, tiles, waves, bokeh, city, balloons};

/** A canvas with the named scene. */
export function scene(name, width, height, seed = 1, time = 0) {
  const canvas = new Canvas(width, height);
  canvas.time = time;
  const dice = random(seed * 7919 + 17);
  const turn = dice.next();
  scenes[name](canvas, dice, Math.round(kAnyHue.has(scenes[name]) ? turn * 360 : turn * 60 - 30));
  return canvas;
}

/** Frames of an endless film; only `orbits` and `waves` move. */
export const film = (name, width, height, count, seed = 1) =>
  Array.from({length: count}, (_, i) => scene(name, width, height, seed, i / count));
