#!/usr/bin/env node
// Takes the pictures in docs/screenshots: every step of the page, light, dark and on a phone, of a generated library, from the real server in
// Chromium. `scripts/build release && scripts/screenshots.mjs [FOLDER]`.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {chromium} from '../tests/node_modules/playwright-core/index.mjs';
import {plantGallery} from '../tests/media/gallery.mjs';
import {eventually} from '../tests/support/deadline.mjs';
import {serve} from '../tests/support/server.mjs';
import {plantSlow} from '../tests/support/tree.mjs';

const out = path.resolve(process.argv[2] ?? new URL('../docs/screenshots', import.meta.url).pathname);
const kLooks = {
  light: {colorScheme: 'light', viewport: {width: 1440, height: 900}},
  dark: {colorScheme: 'dark', viewport: {width: 1440, height: 900}},
  phone: {colorScheme: 'light', viewport: {width: 390, height: 844}, deviceScaleFactor: 2, hasTouch: true, isMobile: true},
};
const kPictures = 240;
const kFilms = 30;

// What a test would undo at its end.
const ends = [];
const t = {after: (action) => ends.unshift(action)};

fs.mkdirSync(out, {recursive: true});
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-screenshots-'));
const library = path.join(os.tmpdir(), 'Pictures');
fs.mkdirSync(library);  // a name that reads well; one that is somebody's is left alone
console.log(`planting ${kPictures} pictures`);
plantGallery(path.join(library, '2026'), kPictures);
for (let i = 0; i < kFilms; i++) plantSlow(path.join(library, 'clips'), `clip-${String(i).padStart(2, '0')}.mp4`, 3);
const browser = await chromium.launch({executablePath: process.env.SLUICE_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu']});
try {
  console.log(`to ${out}`);
  for (const [look, options] of Object.entries(kLooks)) {
    const server = await serve(t, {roots: [library], data: path.join(home, `data-${look}`), args: ['--workers', '2']});
    const context = await browser.newContext(options);
    await walk(look, server, await context.newPage());
    await context.close();
    await server.stop();
  }
} finally {
  await browser.close();
  for (const end of ends) await end();
  for (const folder of [home, library]) fs.rmSync(folder, {recursive: true, force: true});
}

async function walk(look, server, page) {
  const phone = look === 'phone';
  const shoot = async (name) => {
    await page.evaluate(() => Promise.all(document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime !== Infinity).map((each) => each.finished.catch(() => {}))));
    await page.screenshot({path: path.join(out, `${name}-${look}.png`)});
    console.log(`${name}-${look}.png`);
  };
  const shows = (selector, pattern) => eventually(`${selector} shows ${pattern}`, async () =>
    pattern.test(await page.locator(selector).first().innerText().catch(() => '')), {every: 50, ms: 60_000});

  await page.goto(`${server.url}/`);
  await shows('[role="tree"]', /clips/);
  await page.locator('[role="treeitem"]').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await shows('[role="tree"]', /photos/);
  await page.keyboard.press(' ');
  await shows('#estimate', /files/);
  await page.mouse.move(5, 5);
  await page.evaluate(() => scrollTo({top: 0}));
  await shoot('configure');

  await page.fill('#directory', library);
  await page.click('#process-btn');
  await shows('#stat-processed', /^2[3-9]\d|^\d{4}/);
  await shows('#live-badge', /ms/);
  await shows('.chart, sluice-throughput', /\S|^$/);
  await page.waitForTimeout(3500);  // a picture, no test: the curve takes shape
  await shoot('process');

  await page.click('#cancel-btn');
  await page.getByRole('button', {name: /^Review/}).first().click();
  await page.locator('#file-grid img').first().waitFor();
  await page.waitForTimeout(1500);  // pictures come in
  await page.fill('#file-search', 'generated');
  await shows('#match-count', /of/);
  await page.waitForTimeout(1500);
  await page.mouse.move(5, 5);
  await shoot('preview');

  await page.click('#file-grid [data-offset="3"]');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#file-detail img')?.complete);
  await page.waitForTimeout(300);
  await shoot('detail');
  await page.keyboard.press('Escape');
  await page.keyboard.press('i');
  await page.keyboard.press('Escape');
  if (!phone) {
    await page.click('[data-opens="filters"]');
    await page.waitForTimeout(500);
    await shoot('filters');
    await page.keyboard.press('Escape');
  }

  await page.getByRole('button', {name: /Commit/}).nth(0).click();
  await page.locator('#commit-title').waitFor();
  await page.waitForTimeout(800);
  await shoot('commit');
  await page.click('#commit-btn').catch(() => {});
  await shows('#commit-title', /in the catalogue/);
  await page.waitForTimeout(500);
  await shoot('committed');

  await page.getByRole('button', {name: 'History'}).click();
  await page.locator('.history-row').first().waitFor();
  await page.waitForTimeout(500);
  await shoot('history');
}
