// Firefox ESR through Puppeteer and WebDriver BiDi; no geckodriver.

import puppeteer from 'puppeteer-core';
import {signal} from './processes.mjs';
import {program} from './program.mjs';

const kQuiet = {
  'app.update.enabled': false, 'datareporting.policy.dataSubmissionEnabled': false, 'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false, 'browser.safebrowsing.update.enabled': false, 'extensions.getAddons.cache.enabled': false,
};

export async function openFirefox(_t, {viewport}) {
  const browser = await puppeteer.launch({
    browser: 'firefox', executablePath: program('/usr/bin/firefox-esr'), headless: true, defaultViewport: viewport, extraPrefsFirefox: kQuiet,
    protocolTimeout: 60_000,
  });
  const {pid} = browser.process();
  let unused = (await browser.pages())[0];
  return {
    engine: 'firefox',
    async tab(address, {seen = false} = {}) {
      const page = unused ?? await browser.newPage();
      unused = undefined;
      page.setDefaultTimeout(20_000);
      if (seen) await page.bringToFront();
      if (address) await page.goto(address);
      return {
        run: (action, ...args) => page.evaluate(`(${action})(...${JSON.stringify(args)})`),
        goto: (to) => page.goto(to),
        // goBack waits for events that a page from the cache does not send.
        back: () => page.evaluate('void setTimeout(() => history.back())'),
        reload: () => page.reload(),
        front: () => page.bringToFront(),
        // A tab in the background draws no frames, which a click waits for.
        async click(selector) {
          await page.bringToFront();
          await page.locator(selector).click();
        },
        async fill(selector, text) {
          await page.bringToFront();
          await page.locator(selector).fill(text);
        },
        async press(key) {
          await page.bringToFront();
          await page.keyboard.press(key);
        },
        resize: (size) => page.setViewport(size),
        shot: (file) => page.screenshot({path: file}),
        close: () => page.close(),
      };
    },
    async close() {
      try {
        await browser.close();
      } finally {
        signal(pid, 'SIGKILL');
      }
    },
  };
}
