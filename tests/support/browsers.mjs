// Real engines behind one small API: Chromium, Firefox ESR and WebKitGTK from Debian's packages.
//
//   const browser = await openBrowser(t, 'firefox');
//   const tab = await browser.tab('http://127.0.0.1:1234/');
//   await tab.run((n) => document.title.length + n, 1);   // a function that refers to nothing outside, and JSON
//
// tab(address, {seen: true}) makes one that can be seen; without it a tab may be in the background, as the engine likes.
// A tab has run(function, …args), goto(address), back(), reload(), front(), shot(file), close(), resize({width, height}); and what a
// user does: click(selector), fill(selector, text), press(key), with the key's name ('ArrowDown', 'Enter', 'r').

import {cleanup} from './cleanup.mjs';
import {openChromium} from './browser_chromium.mjs';
import {openFirefox} from './browser_firefox.mjs';
import {openWebKit} from './browser_webkit.mjs';

const open = {chromium: openChromium, firefox: openFirefox, webkit: openWebKit};

/** All three, or those that SLUICE_ENGINES names: chromium,firefox,webkit. */
export const engines = Object.keys(open).filter((name) => (process.env.SLUICE_ENGINES ?? name).split(',').includes(name));

/** A browser with an empty profile, ended with the test. */
export async function openBrowser(t, engine, options = {}) {
  const browser = await open[engine](t, {viewport: {width: 1000, height: 800}, ...options});
  cleanup(t, () => browser.close());
  return browser;
}
