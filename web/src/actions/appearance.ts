// Light or dark: as the system has it, or as the user has set it. `public/theme.js` does the same before the first
// drawing, from the same place, so that a page never flashes in the other.

import type { Memory } from '../memory';
import type { Theme } from '../state/model';
import { readTheme } from '../state/remembered';
import type { Store } from '../state/store';

const kKey = 'theme';

export class AppearanceActions {
  private readonly system = matchMedia('(prefers-color-scheme: dark)');

  constructor(private readonly store: Store, private readonly memory: Memory) {
    this.take(memory.recall(kKey));
    memory.watch(kKey, (value) => this.take(value));
    this.system.addEventListener('change', () => this.show(this.store.state.theme));
  }

  set(theme: Theme): void {
    this.memory.keep(kKey, theme === 'system' ? null : theme);
    this.show(theme);
  }

  private take(stored: string | null): void {
    this.show(readTheme(stored));
  }

  private show(theme: Theme): void {
    const dark = theme === 'dark' || (theme === 'system' && this.system.matches);
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
    const ground = getComputedStyle(document.documentElement).getPropertyValue('--ground').trim();
    document.querySelector('meta[name=theme-color]')?.setAttribute('content', ground);
    this.store.dispatch({ type: 'theme', theme });
  }
}
