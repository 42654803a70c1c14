import './styles/index.css';

import { Actions } from './actions/app';
import { api } from './api/client';
import { PageSources } from './api/source';
import { waysOf } from './api/ways';
import type { Parameters } from './api/types';
import { initialState } from './state/model';
import { titleOf } from './state/selectors';
import { Store } from './state/store';
import { nextFrame } from './frame';
import { SluiceApp } from './ui/frame/app';
import { Favicon } from './ui/frame/favicon';
import { OtherTabs } from './other-tabs';

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

const sources = new PageSources();
const otherTabs = new OtherTabs();

const store = new Store(initialState, nextFrame);
const actions = new Actions(store, api, {
  ladders: waysOf(sources.open, (id) => (signal) => api.status(id, signal), new URLSearchParams(location.search).get('stream')),
  memory,
  tellOtherTabs: (id) => otherTabs.tell(id),
});

// Frames stop in hidden tabs; the title and the icon must not.
let title = '';
const favicon = new Favicon();
store.watch((state) => {
  const next = titleOf(state);
  if (next !== title) document.title = title = next;
  favicon.show(state);
});

addEventListener('popstate', () => actions.navigated());
addEventListener('hashchange', () => actions.navigated());
addEventListener('pagehide', () => {
  actions.session.suspend();
  otherTabs.close();
});
addEventListener('pageshow', (event) => {
  otherTabs.open((id) => { if (id === store.state.session?.id) actions.session.wake(); });
  if (!event.persisted) return;
  sources.returned();
  actions.session.resume();
});
addEventListener('online', () => actions.wake());
document.addEventListener('visibilitychange', () => { if (!document.hidden) actions.wake(); });
store.subscribe(() => actions.session.wasDrawn());

const app = new SluiceApp();
app.context = { store, actions };
document.body.append(app);
void actions.boot();
