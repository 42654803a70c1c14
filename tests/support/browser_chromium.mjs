// Chromium through Playwright. Its own flags switch the back/forward cache off; here it is on.

import {chromium} from 'playwright-core';
import {program} from './program.mjs';
import {temporary} from './tree.mjs';

const kQuiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function openChromium(t, {viewport}) {
  const context = await chromium.launchPersistentContext(temporary(t, 'chromium'), {
    executablePath: program(process.env.SLUICE_CHROMIUM ?? '/usr/bin/chromium'), headless: true, chromiumSandbox: false, args: kQuiet,
    ignoreDefaultArgs: ['--disable-back-forward-cache'], viewport,
  });
  context.setDefaultTimeout(20_000);
  let unused = context.pages()[0];
  return {
    engine: 'chromium',
    async tab(address) {  // headless Chromium takes every tab for visible
      const page = unused ?? await context.newPage();
      unused = undefined;
      if (address) await page.goto(address);
      return {
        run: (action, ...args) => page.evaluate(`(${action})(...${JSON.stringify(args)})`),
        goto: (to) => page.goto(to),
        back: () => page.goBack({waitUntil: 'commit'}),
        reload: () => page.reload(),
        front: () => page.bringToFront(),
        click: (selector) => page.click(selector),
        fill: (selector, text) => page.fill(selector, text),
        press: (key) => page.keyboard.press(key),
        resize: (size) => page.setViewportSize(size),
        shot: (file) => page.screenshot({path: file}),
        close: () => page.close(),
        page,
      };
    },
    close: () => context.close(),
  };
}
