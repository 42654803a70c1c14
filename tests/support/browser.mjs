// Chromium as Playwright shows it, for tests of the page as a whole (browsers.mjs has all three engines); every tab watches for console errors and broken policies.

import {chromium} from 'playwright-core';
import {cleanup} from './cleanup.mjs';
import {program} from './program.mjs';
import {temporary} from './tree.mjs';

const kQuiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** A browser for the test: {tab(address), problems}. `problems` collects what no page of ours may cause. */
export async function browser(t, {viewport = {width: 1200, height: 900}} = {}) {
  const executablePath = program(process.env.SLUICE_CHROMIUM ?? '/usr/bin/chromium');
  const context = await chromium.launchPersistentContext(temporary(t, 'chromium'), {executablePath, headless: true, chromiumSandbox: false, args: kQuiet, viewport});
  cleanup(t, () => context.close());
  context.setDefaultTimeout(20_000);
  const problems = [];
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  });
  const watch = (page) => {
    page.on('console', (message) => message.type() === 'error' && problems.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      problems.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
  };
  context.on('page', watch);
  context.pages().forEach(watch);
  let unused = context.pages()[0];
  return {
    problems,
    async tab(address) {
      const page = unused ?? await context.newPage();
      unused = undefined;
      if (address) await page.goto(address);
      return page;
    },
  };
}
