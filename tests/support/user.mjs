// A tab of any engine as somebody in front of it has it: what can be seen, and what hands can do.

import {eventually} from './deadline.mjs';

export class User {
  /** `tab`: browsers.mjs. */
  constructor(tab) {
    this.tab = tab;
  }

  /** Opens an address and begins to watch for what no page of ours may cause: broken policies, errors, dialogs. */
  async opens(address) {
    await this.tab.goto(address);
    await this.watch();
    return this;
  }

  watch() {
    return this.tab.run(() => {
      window.problems ??= [];
      document.addEventListener('securitypolicyviolation', (event) => window.problems.push(`policy: ${event.violatedDirective} ${event.blockedURI}`));
      addEventListener('error', (event) => window.problems.push(`error: ${event.message}`));
      addEventListener('unhandledrejection', (event) => window.problems.push(`rejected: ${event.reason}`));
      for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => void window.problems.push(`dialog: ${name}`);
    });
  }

  problems() {
    return this.tab.run(() => window.problems);
  }

  /** The text that is shown at a selector (the first that can be seen), or null. */
  sees(selector) {
    return this.tab.run((where) => {
      const shown = [...document.querySelectorAll(where)].find((element) => element.checkVisibility?.() ?? element.getClientRects().length > 0);
      return shown === undefined ? null : (shown.innerText ?? shown.textContent).trim();
    }, selector);
  }

  /** Waits until what is shown at the selector is so: a text it holds, an expression it matches, or a question answered with yes. */
  async until(selector, wanted = '') {
    const isSo = typeof wanted === 'string' ? (text) => text.includes(wanted) : wanted instanceof RegExp ? (text) => wanted.test(text) : wanted;
    let last;
    return eventually(`${selector} shows ${wanted}`, async () => {
      last = await this.sees(selector).catch(() => null);  // between two documents
      return last !== null && isSo(last) && (last || true);
    }, {every: 40, ms: 30_000, detail: () => `but ${JSON.stringify(last)}`});
  }

  async gone(selector) {
    return eventually(`${selector} is not shown`, async () => (await this.sees(selector)) === null, {every: 40, ms: 30_000});
  }

  /** The number that an element shows, with or without separators. */
  async number(selector) {
    return Number(((await this.sees(selector)) ?? '').replace(/[^\d.-]/g, ''));
  }

  clicks(selector) {
    return this.tab.click(selector);
  }

  /** Clicks what is called `name` within `scope`: a button or a link, by its text or its label. */
  async pushes(name, scope = 'body') {
    await eventually(`there is a button “${name}” in ${scope}`, () => this.tab.run((wanted, where) => {
      const seen = (element) => element.checkVisibility?.() ?? element.getClientRects().length > 0;
      const called = (element) => (element.getAttribute('aria-label') ?? element.innerText).trim();
      for (const old of document.querySelectorAll('[data-hand]')) old.removeAttribute('data-hand');
      const found = [...document.querySelectorAll(where)].flatMap((root) => [...root.querySelectorAll('button, a[href], summary')])
        .find((element) => seen(element) && called(element) === wanted);
      found?.setAttribute('data-hand', '');
      return found !== undefined;
    }, name, scope).catch(() => false), {every: 40, ms: 30_000});
    await this.tab.click('[data-hand]');
  }

  types(selector, text) {
    return this.tab.fill(selector, text);
  }

  async presses(...keys) {
    for (const key of keys) await this.tab.press(key);
  }
}
