import './styles/index.css';

import { Actions } from './actions/app';
import { api } from './api/client';
import { chooseTransport } from './api/shared-transport';
import type { Parameters } from './api/types';
import { initialState } from './state/model';
import { titleOf } from './state/selectors';
import { Store } from './state/store';
import { SluiceApp } from './ui/app';

const kMemoryPrefix = 'sluice.parameters.';

// Survives a reload; a browser that refuses storage loses only what was switched off in a session.
const memory = {
  recall(id: string): Parameters | null {
    try {
      return JSON.parse(sessionStorage.getItem(kMemoryPrefix + id) ?? 'null') as Parameters | null;
    } catch {
      return null;
    }
  },
  keep(id: string, parameters: Parameters): void {
    try {
      sessionStorage.setItem(kMemoryPrefix + id, JSON.stringify(parameters));
    } catch { /* see above */ }
  },
};

const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel('sluice') : null;

const store = new Store(initialState, (draw) => requestAnimationFrame(draw));
const actions = new Actions(store, api, {
  transport: chooseTransport(),
  memory,
  tellOtherTabs: (id) => channel?.postMessage(id),
});

// Frames stop in hidden tabs; the title must not.
let title = '';
store.watch((state) => {
  const next = titleOf(state);
  if (next !== title) document.title = title = next;
});

addEventListener('popstate', () => actions.navigated());
addEventListener('hashchange', () => actions.navigated());
addEventListener('pagehide', () => actions.session.suspend());
addEventListener('pageshow', (event) => { if (event.persisted) actions.session.resume(); });
document.addEventListener('visibilitychange', () => { if (!document.hidden) actions.session.wake(); });
channel?.addEventListener('message', (event) => { if (event.data === store.state.session?.id) actions.session.wake(); });

const app = new SluiceApp();
app.context = { store, actions };
document.body.append(app);
void actions.boot();
