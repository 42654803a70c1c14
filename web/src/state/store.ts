// The one store. State changes at once; what draws is told in the next animation frame, so that a burst of events costs
// one rendering. `watch` is told immediately, for what must work in hidden tabs, where frames stop.

import type { AppState } from './model';
import { reduce, type Action } from './reduce';

export class Store {
  private readonly drawers = new Set<() => void>();
  private readonly watchers = new Set<(state: AppState) => void>();
  private scheduled = false;

  constructor(private current: AppState, private readonly nextFrame: (draw: () => void) => void) {}

  get state(): AppState {
    return this.current;
  }

  dispatch(action: Action): void {
    const next = reduce(this.current, action);
    if (next === this.current) return;
    this.current = next;
    for (const watcher of this.watchers) watcher(next);
    if (this.scheduled) return;
    this.scheduled = true;
    this.nextFrame(() => {
      this.scheduled = false;
      for (const draw of this.drawers) draw();
    });
  }

  subscribe(draw: () => void): () => void {
    this.drawers.add(draw);
    return () => this.drawers.delete(draw);
  }

  watch(watcher: (state: AppState) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }
}
