// A small painter: shapes with soft edges onto RGBA pixels. Coordinates are pixels, colours [r, g, b] in 0…255.

export const mix = (a, b, t) => a.map((v, i) => v + (b[i] - v) * t);
export const clamp = (v, low = 0, high = 1) => Math.min(high, Math.max(low, v));

/** [r, g, b] of hue (degrees), saturation and lightness (0…1). */
export function hsl(hue, saturation, lightness) {
  const a = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n) => {
    const k = (n + hue / 30) % 12;
    return 255 * (lightness - a * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

export class Canvas {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.time = 0;  // 0…1 through a film that ends as it begins; a still picture stays at 0
    this.pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  }

  /** Paints `colour` (a value or a function of x, y) where `coverage(x, y)` is above 0, blended by it. */
  paint(coverage, colour) {
    const colourAt = typeof colour === 'function' ? colour : () => colour;
    for (let y = 0, i = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++, i += 4) {
        const c = clamp(coverage(x, y));
        if (c === 0) continue;
        const [r, g, b] = colourAt(x, y);
        const p = this.pixels;
        p[i] += (r - p[i]) * c;
        p[i + 1] += (g - p[i + 1]) * c;
        p[i + 2] += (b - p[i + 2]) * c;
      }
    }
    return this;
  }

  gradient(stops) {
    const at = (t) => {
      const scaled = t * (stops.length - 1);
      const i = Math.min(stops.length - 2, Math.floor(scaled));
      return mix(stops[i], stops[i + 1], scaled - i);
    };
    const rows = Array.from({length: this.height}, (_, y) => at(y / Math.max(1, this.height - 1)));
    return this.paint(() => 1, (x, y) => rows[y]);
  }

  circle(cx, cy, radius, colour, {soft = 1, opacity = 1} = {}) {
    return this.paint((x, y) => opacity * clamp((radius - Math.hypot(x - cx, y - cy)) / soft + 0.5), colour);
  }

  ring(cx, cy, radius, thickness, colour, opacity = 1) {
    return this.paint((x, y) => opacity * clamp(thickness / 2 - Math.abs(Math.hypot(x - cx, y - cy) - radius) + 0.5), colour);
  }

  /** Everything below the line y = height(x). */
  below(height, colour, opacity = 1) {
    const edge = Array.from({length: this.width}, (_, x) => height(x));
    return this.paint((x, y) => opacity * clamp(y - edge[x] + 0.5), colour);
  }

  rectangle(left, top, width, height, colour, opacity = 1) {
    return this.paint((x, y) => (x >= left && x < left + width && y >= top && y < top + height ? opacity : 0), colour);
  }

  /** Opacity of the picture itself: coverage(x, y) in 0…1. */
  alpha(coverage) {
    for (let y = 0, i = 3; y < this.height; y++) {
      for (let x = 0; x < this.width; x++, i += 4) this.pixels[i] = 255 * clamp(coverage(x, y));
    }
    return this;
  }

  /** A copy turned by a quarter to the left: what a camera held upright stores beside "orientation 6". */
  turnedLeft() {
    const out = new Canvas(this.height, this.width);
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const from = (y * this.width + x) * 4;
        out.pixels.set(this.pixels.subarray(from, from + 4), ((this.width - 1 - x) * out.width + y) * 4);
      }
    }
    return out;
  }
}
