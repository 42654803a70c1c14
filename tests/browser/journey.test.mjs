// From Start to Undo in three engines, each step by what its user sees.

import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {accessibilityProblems} from '../support/axe.mjs';
import {engines, openBrowser} from '../support/browsers.mjs';
import {suite} from '../support/cleanup.mjs';
import {eventually} from '../support/deadline.mjs';
import {faultProxy} from '../support/fault_proxy.mjs';
import {get} from '../support/http.mjs';
import {serve} from '../support/server.mjs';
import {value} from '../support/sqlite.mjs';
import {picture, pictureOf, plant, plantPictures, plantSlow, temporary} from '../support/tree.mjs';
import {User} from '../support/user.mjs';

const kMarkup = '<img src=x onerror=alert(1)>.png';
const kMarkupPrompt = '<script>alert(2)</script>, <b>bold</b> & "quotes", red fox';
const kPhone = {width: 390, height: 844};
const kDesk = {width: 1280, height: 900};
const isClassified = () => document.getElementById('enable_nsfw_detection').checked;
const kSlow3g = {bytesPerSecond: 50_000, delayMs: 400};

/** Ten pictures, one whose name and prompt are markup, a copy, two broken files. */
function library(t) {
  const root = plantPictures(temporary(t), 10);
  return plant(root, {
    [kMarkup]: pictureOf(kMarkupPrompt), 'zz-copy.png': pictureOf('picture 3, shared words'), 'broken-1.png': 'no picture', 'broken-2.jpg': picture().subarray(0, 20),
  });
}
const kRead = 12;
const kFailed = 2;

/** Films that take a while each, after some pictures. */
function longTree(t, films = 40) {
  const root = plantPictures(temporary(t), 12);
  for (let i = 0; i < films; i++) plantSlow(root, `film-${String(i).padStart(2, '0')}.mp4`, 1);
  return root;
}

for (const engine of engines) {
  describe(engine, () => {
    const owner = suite();
    let opened;
    /** A tab of the engine's one browser, as a user who has opened the address. */
    async function visit(t, address, size = kDesk) {
      opened ??= openBrowser(owner, engine).then(async (browser) => {
        await browser.tab();  // a browser that closes its last tab may end
        return browser;
      });
      const tab = await (await opened).tab(undefined, {seen: true});
      t.after(() => tab.close().catch(() => {}));
      await tab.resize(size);
      return new User(tab).opens(address);
    }

    async function startOn(user, root) {
      await user.until('#process-btn', 'Start');
      await user.types('#directory', root);
      await user.clicks('#process-btn');
      await user.until('#progress-section, #preview-section');
    }

    async function isAccessible(user, where) {
      assert.deepEqual(await accessibilityProblems(user.tab), [], `axe-core: ${where}`);
    }

    test('choose, start, review, commit, undo, commit again', async (t) => {
      const root = library(t);
      const server = await serve(t, {roots: [root]});
      const user = await visit(t, `${server.url}/`);

      // Configure: what would be done is told before anything is.
      await user.until('#process-btn', 'Start');
      await user.types('#directory', root);
      await user.until('#estimate', /\b14 files/);
      await isAccessible(user, 'configure');

      await user.clicks('#process-btn');
      await user.until('#preview-title', `${kRead} files read`);
      await user.until('#match-count', '14 files');
      await user.until('#file-0 .cell-words', '0000.png');
      await isAccessible(user, 'preview');

      // Review by keyboard: the first file gets five stars, the second is left out.
      await user.types('#file-search', '000');
      await user.until('#match-count', '10 of 14 files');
      await user.clicks('#file-grid [data-offset="0"]');
      await user.presses('5');
      await eventually('the score is at the server', async () => (await value(server.data, 'SELECT count(*) FROM ingest_files WHERE own_score = 5')) === 1);
      await user.presses('ArrowRight', 'i');
      await eventually('the choice is at the server', async () => (await value(server.data, 'SELECT count(*) FROM ingest_files WHERE included = 0')) === 1);
      await user.presses('r');
      await eventually('the label is at the server', async () => (await value(server.data, 'SELECT count(*) FROM ingest_files WHERE own_nsfw = 1')) === 1);
      await user.presses('Enter');
      await user.until('#file-detail', '0001.png');
      await user.until('#file-detail', 'shared words');
      await isAccessible(user, 'the detail panel');
      await user.presses('Escape');
      await user.gone('#file-detail');

      // Names and prompts are text wherever they are shown.
      await user.types('#file-search', 'onerror');
      await user.until('#match-count', '1 of 14 files');
      await user.clicks('#file-grid [data-offset="0"]');
      await user.presses('Enter');
      await user.until('#file-detail', kMarkup);
      await user.until('#file-detail', '<script>alert(2)</script>');
      assert.equal(await user.tab.run(() => document.querySelectorAll('img[src="x"], #file-detail script, #file-detail b script').length), 0);
      await user.presses('Escape');

      // Commit: what it says is what it does.
      await user.until('#commit-section', `${kRead - 1} `);
      await user.clicks('#commit-btn');
      await user.until('#commit-title', `${kRead - 1} files are in the catalogue`);
      assert.equal(await value(server.data, 'SELECT count(*) FROM media_files'), kRead - 1);
      assert.equal(await value(server.data, 'SELECT score FROM media_files WHERE filename = \'0000.png\''), 5);
      await isAccessible(user, 'committed');

      // Undo asks first, and says what came of it.
      await user.clicks('#undo-btn');
      await user.clicks('#undo-go');
      await user.until('#commit-title', /undone/i);
      assert.equal(await value(server.data, 'SELECT count(*) FROM media_files'), 0);
      await isAccessible(user, 'undone');
      await user.clicks('#commit-btn');
      await user.until('#commit-title', `${kRead - 1} files are in the catalogue`);
      assert.equal(await value(server.data, 'SELECT count(*) FROM media_files'), kRead - 1);
      assert.deepEqual(await user.problems(), []);
    });

    test('pause, resume, a second tab, a reload, cancel', async (t) => {
      const root = longTree(t);
      const server = await serve(t, {roots: [root], args: ['--workers', '1']});
      const user = await visit(t, `${server.url}/`);
      await startOn(user, root);
      await user.until('#stat-processed', (text) => Number(text) >= 12);
      await user.until('#current-file', 'film');
      await user.until('#live-badge', /^live/i);
      await isAccessible(user, 'process');
      await user.clicks('#pause-btn');
      await user.until('#process-title', 'Paused');
      await eventually('the file under way ends', async () => (await get(server, '/metrics')).text.includes('sluice_worker_jobs_total') && (await user.sees('#pause-btn')) === 'Resume');

      const address = await user.tab.run(() => location.href);
      const other = await visit(t, address);
      await other.until('#process-title', 'Paused');
      await isAccessible(other, 'paused');
      await other.clicks('#pause-btn');
      await user.until('#process-title', 'Reading');
      await user.tab.reload();
      await user.until('#process-title', 'Reading');
      const seen = await user.number('#stat-processed');
      await user.until('#stat-processed', (text) => Number(text) > seen);

      await user.clicks('#cancel-btn');
      for (const each of [user, other]) await each.until('#process-title', 'Cancelled');
      assert.equal((await get(server, '/api/ingest/active-session')).json().status, 'cancelled');
      assert.deepEqual(await other.problems(), []);
    });

    test('history: look back, open, delete', async (t) => {
      const root = library(t);
      const server = await serve(t, {roots: [root]});
      const user = await visit(t, `${server.url}/`);
      await startOn(user, root);
      await user.until('#preview-title', `${kRead} files read`);
      await user.pushes('History');
      await user.until('.history', root);
      await isAccessible(user, 'history');
      await user.pushes('Delete', '.history');
      await user.pushes('Forget', '.history');
      await user.until('.history', /No sessions yet/);
      await user.presses('Escape');
      await user.until('#configure-title');
      assert.equal((await get(server, '/api/ingest/sessions')).json().sessions.length, 0);
    });

    test('a phone on a slow line, cut and back', async (t) => {
      const root = longTree(t);
      const server = await serve(t, {roots: [root], args: ['--workers', '1']});
      const proxy = await faultProxy(t, server);
      proxy.slow = kSlow3g;
      const user = await visit(t, `${proxy.url}/`, kPhone);
      await startOn(user, root);
      await user.until('#stat-processed', (text) => Number(text) >= 12);
      const isWide = () => document.documentElement.scrollWidth > innerWidth + 1;
      assert.equal(await user.tab.run(isWide), false, 'nothing is cut off at the side');
      await isAccessible(user, 'process on a phone');

      proxy.mode = 'down';
      proxy.cut();
      await user.until('#live-badge', /reconnecting|polling|connecting/i);
      proxy.mode = 'pass';
      await user.until('#live-badge', /^live/i);
      const seen = await user.number('#stat-processed');
      await user.until('#stat-processed', (text) => Number(text) > seen);
      await user.clicks('#cancel-btn');
      await user.until('#process-title', 'Cancelled');
      assert.equal(await user.tab.run(isWide), false);
    });

    test('dark, a preset, filters, the threshold and a download; all remembered', async (t) => {
      const root = library(t);
      const server = await serve(t, {roots: [root]});
      const user = await visit(t, `${server.url}/`);
      await user.until('#process-btn', 'Start');
      await user.clicks('.theme-switch label[title="Dark"]');
      assert.equal(await user.tab.run(() => document.documentElement.dataset.theme), 'dark');
      await isAccessible(user, 'configure, dark');
      await user.types('#directory', root);
      await user.pushes('Metadata only, fast');
      await eventually('the preset is in the form', async () => (await user.tab.run(isClassified)) === false);
      await user.clicks('#process-btn');
      await user.until('#preview-title', `${kRead} files read`);
      await isAccessible(user, 'preview, dark');

      await user.clicks('[data-opens="filters"]');
      await user.until('.filter-panel', 'Failed');
      await isAccessible(user, 'filters, dark');
      await user.clicks('.facet-group[aria-label="State"] .facet:nth-child(2)');
      await user.until('#match-count', `${kFailed} of 14 files`);
      await user.until('#file-0 .cell-words', 'broken-1.png');
      const link = await user.tab.run(() => document.querySelector('#preview-section a[href*="format=csv"]').getAttribute('href'));
      const csv = await user.tab.run(async (href) => (await fetch(href)).text(), link);
      assert.equal(csv.trim().split('\r\n').length, 1 + kFailed, 'the head and the files that are shown');
      assert.match(csv, /broken-1\.png/);

      await user.tab.reload();
      await user.watch();
      await user.until('#match-count', `${kFailed} of 14 files`);
      assert.equal(await user.tab.run(() => document.documentElement.dataset.theme), 'dark', 'before anything is drawn');
      await user.pushes('Clear all');
      await user.until('#match-count', /^14 files/);
      await user.clicks('[aria-label="Table"]');
      await user.until('#file-grid [role="columnheader"]');
      await isAccessible(user, 'the table, dark');

      // The form is as it was left.
      await user.clicks('.stepper li:first-child button');
      await user.until('#configure-title');
      assert.equal(await user.tab.run(isClassified), false);
      assert.deepEqual(await user.problems(), []);
    });

    test('a file that is changed in one tab is changed in the other', async (t) => {
      const root = library(t);
      const server = await serve(t, {roots: [root]});
      const user = await visit(t, `${server.url}/`);
      await startOn(user, root);
      await user.until('#file-0 .cell-words', '0000.png');
      const other = await visit(t, await user.tab.run(() => location.href));
      await other.until('#file-0 .cell-words', '0000.png');
      await user.types('#file-search', '0000');
      await user.until('#match-count', '1 of 14 files');
      await user.clicks('#file-grid [data-offset="0"]');
      await user.presses('i');
      await other.until('#file-0 .cell-marks', 'left out');
    });
  });
}
