// The page's stream client in three engines: live, one stream for all tabs, and what happens when the stream is refused,
// held back, cut, or its server or leading tab goes.

import assert from 'node:assert/strict';
import path from 'node:path';
import {describe, test} from 'node:test';
import {engines, openBrowser} from '../support/browsers.mjs';
import {suite} from '../support/cleanup.mjs';
import {eventually} from '../support/deadline.mjs';
import {faultProxy} from '../support/fault_proxy.mjs';
import {get} from '../support/http.mjs';
import {start} from '../support/ingest.mjs';
import {openLive} from '../support/live_page.mjs';
import {serve} from '../support/server.mjs';
import {plant, plantPictures, plantSlow, temporary} from '../support/tree.mjs';

const kTabs = 12;
const kBroken = 'film-000-broken.mp4';
const kRevivalMs = 4_000;  // WebKit revives a closed EventSource 3 s after the page's return; nothing tells that it does not

/** Films that take a moment each for longer than any test, and a broken file now and then. */
function longTree(t) {
  const root = plantPictures(temporary(t), 20);
  for (let i = 0; i < 400; i++) {
    const name = `film-${String(i).padStart(3, '0')}`;
    if (i % 5 === 0) plant(root, {[`${name}-broken.mp4`]: 'no film'});
    plantSlow(root, `${name}.mp4`, 0.5);
  }
  return root;
}

/** A server at work behind a proxy: {server, proxy, session, restart()}. */
async function atWork(t) {
  const [root, data] = [longTree(t), temporary(t, 'data')];
  const begin = () => serve(t, {roots: [root], data, args: ['--workers', '1']});
  const world = {server: await begin()};
  world.proxy = await faultProxy(t, world.server);
  world.session = await start(world.server, {directory: root, enable_nsfw_detection: false});
  world.restart = async () => {
    world.server = await begin();
    world.proxy.server = world.server;
  };
  return world;
}

/** Pages of one test: they are closed before their server ends. */
function pagesOf(t, browser, {proxy, session}) {
  const pages = [];
  t.after(async () => { for (const {tab} of pages) await tab.close().catch(() => {}); });
  return async (way) => {
    const page = await openLive(browser, proxy.url, session, way);
    pages.push(page);
    return page;
  };
}

/** What the server itself says of its open streams. */
async function streamsAtServer(server) {
  const answer = await get(server, '/metrics');
  return Number(/^sluice_streams_open (\d+)$/m.exec(answer.text)[1]);
}

async function exactlyOneStream({server, proxy}) {
  await eventually('one stream is open', () => proxy.streams === 1);
  await eventually('the server says so too', async () => (await streamsAtServer(server)) === 1);
}

/** A browser whose first tab stays empty: one that closes its last may end. */
async function openWithSpareTab(t, engine) {
  const browser = await openBrowser(t, engine);
  await browser.tab();
  return browser;
}

// Firefox keeps no page in its cache that has a stream of its own or a lock when it is left.
const isKept = (engine, way) => engine !== 'firefox' || way === 'shared';
// Firefox and WebKit freeze a worker with its connection while all its pages are in the cache.
const isClosed = (engine, way) => engine === 'chromium' || way !== 'shared';

for (const engine of engines) {
  describe(engine, () => {
    const owner = suite();
    let opened;
    const browser = () => (opened ??= openWithSpareTab(owner, engine));

    test('progress and failures arrive live, and the badge tells the delay', async (t) => {
      const world = await atWork(t);
      const open = pagesOf(t, await browser(), world);
      const page = await open();
      await page.isLive();
      await page.moves(2);
      const told = await page.until('the delay is told', ({badge}) => /^live · [\d.]+ (ms|s)$/i.test(badge));
      assert.equal(told.way, 'shared');
      const {failures, errors} = await page.until('failures are listed one by one', ({listed, errors: count}) => count >= 2 && listed === count);
      assert.equal(new Set(failures.map((line) => line.path)).size, Math.min(errors, failures.length));
      const broken = failures.find((line) => path.basename(line.path) === kBroken);
      assert.match(broken.text, /^\d\d:\d\d:\d\d/, 'with its time');
      assert.match(broken.text, /not supported/, 'with its reason');
      assert.match(broken.text, /reading/, 'with its stage');
      assert.equal(world.proxy.opened, 1);
    });

    test(`${kTabs} tabs share one stream, and ordinary requests are answered`, async (t) => {
      const world = await atWork(t);
      const open = pagesOf(t, await browser(), world);
      const pages = [];
      for (let i = 0; i < kTabs; i++) pages.push(await open());
      for (const page of pages) await page.isLive();
      await exactlyOneStream(world);
      const {processed} = await pages[0].moves();
      for (const page of pages) await page.until('each tab is up to date', (now) => now.processed >= processed && now.listed === now.errors);
      assert.equal(await pages[kTabs - 1].tab.run(async () => (await fetch('/api/ingest/active-session')).status), 200);
      for (const {tab} of pages.slice(1)) await tab.close();
      await pages[0].moves();
      await exactlyOneStream(world);
      await pages[0].tab.close();
      await eventually('the stream is closed behind the last tab', () => world.proxy.streams === 0);
    });

    test('a stream that is refused, held back or cut is replaced by polling, and comes back', async (t) => {
      const world = await atWork(t);
      const open = pagesOf(t, await browser(), world);
      const page = await open();
      await page.isLive();
      for (const mode of ['refuse', 'swallow']) {
        world.proxy.mode = mode;
        world.proxy.cut();
        await page.until(`${mode}: the badge says polling`, ({kind}) => kind === 'polling');
        await page.moves();
        world.proxy.mode = 'pass';
        await page.isLive();
        await page.moves();
      }
      world.proxy.cut();
      await page.until('the failures are complete, each once', ({listed, errors, kind}) => kind === 'live' && listed === errors);
      await exactlyOneStream(world);
    });

    test('a server that is killed under the page is found again', async (t) => {
      const world = await atWork(t);
      const open = pagesOf(t, await browser(), world);
      const page = await open();
      await page.isLive();
      await page.until('a failure', ({errors}) => errors >= 1);
      await world.server.kill();
      await page.until('the badge says so', ({kind}) => kind === 'waiting');
      await world.restart();
      await page.isLive();
      await page.moves(2);
      const {failures} = await page.until('the failures are complete', ({listed, errors}) => listed === errors);
      assert.equal(new Set(failures.map((line) => line.path)).size, failures.length, 'each once');
    });

    test('another tab leads when the leader is closed, and nothing is lost', async (t) => {
      const world = await atWork(t);
      const open = pagesOf(t, await browser(), world);
      const leader = await open('locks');
      await leader.isLive();
      const others = [await open('locks'), await open('locks')];
      for (const page of others) assert.equal((await page.isLive()).way, 'locks');
      assert.equal(world.proxy.opened, 1);
      await leader.tab.close();
      await eventually('another stream is opened', () => world.proxy.opened === 2);
      for (const page of others) {
        await page.isLive();
        await page.moves();
        await page.until('the failures are complete', ({listed, errors}) => listed === errors);
      }
      await exactlyOneStream(world);
    });

    test('the way down: a worker that cannot be loaded, a stream of one’s own, polling', async (t) => {
      const world = await atWork(t);
      const open = pagesOf(t, await browser(), world);
      world.proxy.blocked = (url) => url.includes('worker');
      const page = await open();
      assert.equal((await page.isLive()).way, 'locks');
      await page.moves();
      const own = await open('visible');
      assert.equal((await own.isLive()).way, 'visible');
      assert.equal(world.proxy.streams, 2);
      const polling = await open('polling');
      await polling.moves();
      assert.equal((await polling.read()).kind, 'polling');
      assert.equal(world.proxy.opened, 2);
    });

    for (const way of ['shared', 'locks', 'visible']) {
      test(`back and forward (${way}): live again, by one stream`, async (t) => {
        const world = await atWork(t);
        const open = pagesOf(t, await browser(), world);
        const page = await open(way);
        await page.isLive();
        await page.tab.run(() => { window.kept = true; });
        await page.tab.goto(`${world.proxy.url}/healthz`);
        if (isClosed(engine, way)) await eventually('the stream is closed', () => world.proxy.streams === 0);
        await page.tab.back();
        const returned = performance.now();
        await page.until('the page is back and live', ({kind}) => kind === 'live');
        if (engine === 'webkit' && way === 'visible') await page.until('what was closed had time to revive', () => performance.now() - returned > kRevivalMs);
        await page.moves();
        if (isKept(engine, way)) assert.equal(await page.tab.run(() => window.kept ?? false), true, 'the page came from the cache');
        await exactlyOneStream(world);
      });
    }
  });
}
