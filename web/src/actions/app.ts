// Start-up, and where the page is: the session in the address, the step, other tabs.

import type { Api } from '../api/client';
import type { Ladders } from '../api/ways';
import { isResting, type SessionRow } from '../api/types';
import { browserMemory } from '../memory';
import type { AppState, Step } from '../state/model';
import { stepOf } from '../state/reduce-session';
import type { Store } from '../state/store';
import { text } from '../text';
import { AppearanceActions } from './appearance';
import { BrowseActions } from './browse';
import { ClockActions } from './clock';
import { FilesActions } from './files';
import { FormActions } from './form';
import { HistoryActions } from './history';
import { Outlook } from './outlook';
import { PresetActions } from './presets';
import { problemText } from './problem';
import { SessionActions, type SessionMemory } from './session';

const kTickMs = 1000;

export interface Surroundings {
  ladders: Ladders;
  memory: SessionMemory;
  tellOtherTabs(id: string): void;
}

export class Actions {
  readonly appearance: AppearanceActions;
  readonly browse: BrowseActions;
  readonly form: FormActions;
  readonly presets: PresetActions;
  readonly session: SessionActions;
  readonly files: FilesActions;
  readonly history: HistoryActions;
  private readonly clock: ClockActions;

  constructor(private readonly store: Store, private readonly api: Api, surroundings: Surroundings) {
    this.clock = new ClockActions(store, api);
    this.files = new FilesActions(store, api, (id) => {
      surroundings.tellOtherTabs(id);
      this.session.wake();
    });
    this.session = new SessionActions(
      store, api, this.files,
      () => (store.state.config?.transport === 'polling' ? surroundings.ladders.polling : surroundings.ladders.streaming),
      surroundings.memory, (id) => this.onGone(id), surroundings.tellOtherTabs,
    );
    this.appearance = new AppearanceActions(store, browserMemory);
    this.browse = new BrowseActions(store, api);
    this.form = new FormActions(store, api, browserMemory, (started, parameters) => {
      history.pushState(null, '', hashOf(started.session_id));
      this.session.started(started, parameters);
    });
    this.presets = new PresetActions(store, browserMemory, this.form);
    new Outlook(store, api);
    this.history = new HistoryActions(store, api, (id) => {
      if (store.state.session?.id === id) this.showConfigure({ kind: 'info', text: text.notices.deleted });
    }, (row) => this.useSettings(row));
    setInterval(() => this.tick(), kTickMs);
  }

  async boot(): Promise<void> {
    this.store.dispatch({ type: 'boot/retry' });
    let id: string | null;
    try {
      const [config, found] = await Promise.all([this.clock.config(), sessionInHash() ?? this.activeSession()]);
      this.store.dispatch({ type: 'boot/ready', config });
      id = found;
    } catch (error) {
      this.store.dispatch({ type: 'boot/failed', message: problemText(error) });
      return;
    }
    this.form.restore();
    void this.browse.loadRoots().then(() => this.browse.showChosen());
    void this.clock.refine();
    if (id === null) return;
    if (sessionInHash() === null) history.replaceState(null, '', hashOf(id));
    this.session.open(id);
  }

  /** The address changed: back, forward, or an edited link. */
  navigated(): void {
    const id = sessionInHash();
    if (id === (this.store.state.session?.id ?? null)) {
      if (id !== null) this.files.list.readAddress();
      return;
    }
    if (id === null) this.session.leave();
    else this.session.open(id);
  }

  show(step: Step): void {
    this.store.dispatch({ type: 'step', step });
  }

  openSession(id: string): void {
    this.history.close();
    const { session } = this.store.state;
    if (session?.id === id) return this.show(session.snapshot === null ? 'process' : stepOf(session.snapshot.status));
    history.pushState(null, '', hashOf(id));
    this.session.open(id);
  }

  /** The form as it was for an earlier session. */
  useSettings(row: SessionRow): void {
    this.form.use(row.parameters ?? {}, row.directories);
    this.show('configure');
    this.store.dispatch({ type: 'notice', notice: { kind: 'info', text: text.notices.settingsUsed } });
    void this.browse.showChosen();
  }

  dialog(dialog: AppState['dialog']): void {
    this.store.dispatch({ type: 'dialog', dialog });
  }

  another(): void {
    history.pushState(null, '', location.pathname + location.search);
    this.session.leave();
    void this.browse.refresh();
  }

  /** The tab can be seen again, or the network is back. */
  wake(): void {
    this.session.wake();
    void this.clock.refine();
  }

  reportUrl(id: string): string {
    return this.api.reportUrl(id);
  }

  dismissNotice(): void {
    this.store.dispatch({ type: 'notice', notice: null });
  }

  private async activeSession(): Promise<string | null> {
    try {
      return (await this.api.activeSession()).session_id;
    } catch {
      return null;
    }
  }

  private onGone(id: string): void {
    const known = this.store.state.session?.snapshot != null;
    if (this.store.state.session?.id !== id) return;
    this.showConfigure({ kind: 'problem', text: known ? text.notices.gone : text.notices.unknownSession });
  }

  private showConfigure(notice: { kind: 'info' | 'problem'; text: string }): void {
    history.replaceState(null, '', location.pathname + location.search);
    this.session.leave();
    this.store.dispatch({ type: 'notice', notice });
  }

  private tick(): void {
    const session = this.store.state.session;
    if (session === null) return;
    const status = session.snapshot?.status;
    if (status === undefined || !isResting(status) || session.busy !== null) this.store.dispatch({ type: 'tick', now: Date.now() });
  }
}

const kHash = /^#session=([^&]+)/;  // the preview's filters may follow
const hashOf = (id: string): string => `#session=${encodeURIComponent(id)}`;

function sessionInHash(): string | null {
  const match = kHash.exec(location.hash);
  try {
    return match ? decodeURIComponent(match[1]!) : null;
  } catch {
    return null;
  }
}
