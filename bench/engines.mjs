// The browser tests' engines for a program that is no test: open(name) → {tab(address), close()}.

import {engines, openBrowser} from '../tests/support/browsers.mjs';

export {engines};

export async function open(name) {
  const actions = [];
  const browser = await openBrowser({after: (action) => actions.push(action)}, name);
  return {
    tab: (address) => browser.tab(address),
    close: async () => {
      for (const action of actions.splice(0)) await action();
    },
  };
}

/** "Firefox/153.0" and the like, as the engine names itself. */
export async function versionOf(tab) {
  const names = await tab.run(() => navigator.userAgent);
  return /(Chrome|Firefox)\/[\d.]+/.exec(names)?.[0] ?? /Version\/[\d.]+/.exec(names)?.[0] ?? names;
}
