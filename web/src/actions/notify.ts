// Notifications of the system: only if asked for, only when something has ended, only while nobody looks at the page. Where
// several tabs show the session, all say the same under one tag, so that one notification is seen.

import { isResting, type SessionStatus, type Snapshot } from '../api/types';
import type { NotifyState } from '../state/model';
import type { Store } from '../state/store';
import { text } from '../text';

const kKey = 'sluice.notify';

/** What is used of the browser; tests play it. */
export interface Desktop {
  readonly hidden: boolean;
  readonly secure: boolean;
  /** Null: this browser has no notifications. */
  readonly permission: NotificationPermission | null;
  ask(): Promise<NotificationPermission>;
  show(title: string, body: string, tag: string): void;
  recall(): boolean;
  keep(wanted: boolean): void;
}

export class NotifyActions {
  private last: { id: string; status: SessionStatus } | null = null;

  constructor(private readonly store: Store, private readonly desktop: Desktop = browserDesktop) {
    store.dispatch({ type: 'notify', notify: this.present(desktop.recall()) });
    store.watch((state) => this.look(state.session?.id ?? null, state.session?.snapshot ?? null));
  }

  /** The user's click; the browser is asked only now. */
  async want(wanted: boolean): Promise<void> {
    this.desktop.keep(wanted);
    if (wanted && this.present(true).why === null && this.desktop.permission === 'default') {
      try {
        await this.desktop.ask();
      } catch { /* as denied */ }
    }
    const granted = this.desktop.permission === 'granted';
    const { why } = this.present(wanted);
    this.store.dispatch({ type: 'notify', notify: { wanted: wanted && granted, why: wanted && !granted ? why ?? 'denied' : why } });
  }

  private present(wanted: boolean): NotifyState {
    const { secure, permission } = this.desktop;
    const why = !secure ? 'insecure' : permission === null ? 'unsupported' : permission === 'denied' ? 'denied' : null;
    return { wanted: wanted && permission === 'granted' && secure, why };
  }

  private look(id: string | null, snapshot: Snapshot | null): void {
    if (id === null || snapshot === null) return;
    const before = this.last;
    if (before?.id === id && before.status === snapshot.status) return;
    this.last = { id, status: snapshot.status };
    if (before?.id !== id || isResting(before.status)) return;  // not seen running: nothing has ended just now
    const stuck = snapshot.status === 'paused' && snapshot.error !== null;
    if (snapshot.status === 'cancelled' || !(isResting(snapshot.status) || stuck)) return;
    if (!this.store.state.notify.wanted || !this.desktop.hidden) return;
    const { title, body } = text.notify.message(snapshot);
    this.desktop.show(title, body, id);
  }
}

const browserDesktop: Desktop = {
  get hidden() { return document.hidden; },
  get secure() { return isSecureContext; },
  get permission() { return typeof Notification === 'function' ? Notification.permission : null; },
  ask: () => Notification.requestPermission(),
  show(title, body, tag) {
    try {
      const shown = new Notification(title, { body, tag });
      shown.onclick = () => {
        focus();
        shown.close();
      };
    } catch { /* Android has them only for service workers */ }
  },
  recall() {
    try {
      return localStorage.getItem(kKey) === 'yes';
    } catch {
      return false;
    }
  },
  keep(wanted) {
    try {
      if (wanted) localStorage.setItem(kKey, 'yes');
      else localStorage.removeItem(kKey);
    } catch { /* forgotten with the tab */ }
  },
};
