// What this browser keeps from visit to visit. One that refuses storage (private windows, blocked cookies, a full disk)
// makes the page forget, nothing else.

export interface Memory {
  recall(key: string): string | null;
  keep(key: string, value: string | null): void;
  /** Another tab has changed what is kept under `key`. */
  watch(key: string, changed: (value: string | null) => void): void;
}

const kPrefix = 'sluice.';

export const browserMemory: Memory = {
  recall(key) {
    try {
      return localStorage.getItem(kPrefix + key);
    } catch {
      return null;
    }
  },
  keep(key, value) {
    try {
      if (value === null) localStorage.removeItem(kPrefix + key);
      else localStorage.setItem(kPrefix + key, value);
    } catch { /* see above */ }
  },
  watch(key, changed) {
    addEventListener('storage', (event) => { if (event.key === kPrefix + key) changed(event.newValue); });
    addEventListener('pageshow', (event) => { if (event.persisted) changed(this.recall(key)); });  // it was not told meanwhile
  },
};
