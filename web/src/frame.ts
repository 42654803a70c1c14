// When to draw: in the next animation frame, so that a burst of events costs one drawing. Frames stop in hidden tabs, and
// a hidden tab must be right too (window switchers show it, readers and scripts read it): there a slow timer draws.

const kHiddenMs = 1000;

export function nextFrame(draw: () => void): void {
  const once = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    draw();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, kHiddenMs);
}
