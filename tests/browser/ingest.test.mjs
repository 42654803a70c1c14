// From Start to rows in the database, as a user sees it in a real browser.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {samples} from '../media/samples.mjs';
import {browser} from '../support/browser.mjs';
import {get} from '../support/http.mjs';
import {IngestPage} from '../support/page.mjs';
import {samplesFolder, serve} from '../support/server.mjs';
import {value} from '../support/sqlite.mjs';
import {pictureOf, plant, plantPictures, plantSlow, temporary} from '../support/tree.mjs';

const kFields = ['directory', 'pattern', 'enable_nsfw_detection', 'nsfw_threshold', 'extract_metadata', 'extract_keywords', 'import_scores', 'max_files', 'process-btn'];
const kShown = ['progress-section', 'progress-bar', 'progress-text', 'progress-percentage', 'current-file', 'stat-processed', 'stat-metadata', 'stat-keywords', 'stat-scores', 'stat-nsfw', 'stat-errors', 'live-badge', 'preview-section', 'commit-btn', 'commit-section', 'commit-progress-bar'];

const failing = samples.filter((sample) => sample.expect.failed);

test('the samples: start, watch, review, commit', async (t) => {
  const server = await serve(t, {roots: [samplesFolder]});
  const chromium = await browser(t);
  const page = new IngestPage(await chromium.tab(`${server.url}/ingest-v2`));
  for (const id of kFields) await page.at(id).waitFor({state: 'attached'});

  await page.chooseFolder(samplesFolder);
  await page.start();
  await page.untilShown('progress-section');
  for (const id of kShown) assert.equal(await page.at(id).count(), 1, `#${id} is on the page once`);
  await page.until('the end of the run', async () => (await page.percent('progress-bar')) === 100);
  assert.equal(await page.number('progress-percentage'), 100);
  assert.equal(await page.number('stat-processed'), samples.length - failing.length);
  assert.equal(await page.number('stat-errors'), failing.length);
  assert.ok(await page.number('stat-metadata') >= 20);
  assert.ok(await page.number('stat-keywords') >= 60);
  assert.equal(await page.number('stat-scores'), samples.filter(({expect}) => typeof expect.score === 'number').length);

  await page.untilShown('preview-section');
  const everything = () => page.page.locator('body').innerText();
  await page.until('the failed files are named', async () => {
    const text = await everything();
    return failing.every((sample) => text.includes(path.basename(sample.path)));
  });
  assert.equal(await value(server.data, 'SELECT count(*) FROM media_files'), 0, 'nothing is committed before the click');

  await page.untilShown('commit-btn');
  await page.at('commit-btn').click();
  await page.untilShown('commit-section');
  await page.until('the end of the commit', async () => (await page.percent('commit-progress-bar')) === 100);
  await page.until('the rows', async () => (await value(server.data, 'SELECT count(*) FROM media_files')) === samples.length - failing.length);
  assert.equal(await value(server.data, "SELECT prompt FROM media_metadata m JOIN media_files f ON f.id = m.media_file_id WHERE filename = 'ksampler.png'"), 'quiet hills, morning haze, flat colours');
  assert.deepEqual(chromium.problems, []);
});

/** Pictures, then a film that takes long enough to look at the page meanwhile. */
function longTree(t) {
  const root = plantPictures(temporary(t), 60);
  for (let i = 0; i < 6; i++) plantSlow(root, `zz-film-${i}.mp4`, 2);
  return root;
}

test('a reload and a second tab in the middle of the work show where it is', async (t) => {
  const root = longTree(t);
  const server = await serve(t, {roots: [root]});
  const chromium = await browser(t);
  const first = new IngestPage(await chromium.tab(`${server.url}/`));
  await first.chooseFolder(root);
  await first.start();
  await first.until('the pictures read', async () => (await first.number('stat-processed')) >= 60);
  assert.ok((await first.percent('progress-bar')) < 100);
  await first.until('the badge says live', async () => /live/i.test(await first.text('live-badge')));
  await first.until('the present file', async () => (await first.text('current-file')).includes('film'));

  await first.page.reload();
  const second = new IngestPage(await chromium.tab(`${server.url}/`));
  for (const page of [first, second]) {
    await page.untilShown('progress-section');
    await page.until('the counts are there again', async () => (await page.number('stat-processed')) >= 60);
    await page.until('the badge says live', async () => /live/i.test(await page.text('live-badge')));
  }
  for (const page of [first, second]) {
    await page.until('the end', async () => (await page.percent('progress-bar')) === 100, {ms: 90_000});
    assert.equal(await page.number('stat-processed'), 66);
    assert.equal(await page.number('stat-errors'), 0);
  }

  await second.at('commit-btn').click();
  await second.until('the commit', async () => (await second.percent('commit-progress-bar')) === 100);
  await first.until('the other tab learns of it', async () => (await first.percent('commit-progress-bar')) === 100);
  assert.equal(await value(server.data, 'SELECT count(*) FROM media_files'), 66);
  assert.deepEqual(chromium.problems, []);
});

test('a server that is killed and comes back is found again by the open page', async (t) => {
  const root = longTree(t);
  const data = temporary(t, 'data');
  const first = await serve(t, {roots: [root], data});
  const chromium = await browser(t);
  const page = new IngestPage(await chromium.tab(`${first.url}/`));
  await page.chooseFolder(root);
  await page.start();
  await page.until('the pictures read', async () => (await page.number('stat-processed')) >= 60);
  await first.kill();
  await page.until('the badge no longer says live', async () => !/^\W*live\W*$/i.test(await page.text('live-badge')));
  const second = await serve(t, {roots: [root], data, listen: `127.0.0.1:${first.port}`});
  await page.until('the end', async () => (await page.percent('progress-bar')) === 100, {ms: 90_000});
  assert.equal(await page.number('stat-processed'), 66);
  assert.equal((await get(second, '/api/ingest/active-session')).json().status, 'completed');
});

test('names with markup are shown as text, everywhere', async (t) => {
  const root = temporary(t);
  const bad = '<img src=x onerror=alert(1)>.png';
  plant(root, {[bad]: 'no picture', '<b>bold<\uff0fb>.png': pictureOf('<script>alert(2)</script>, "quotes" & more'), '"><svg onload=alert(3)>.png': pictureOf('x')});
  fs.mkdirSync(path.join(root, '<i>folder'));
  const server = await serve(t, {roots: [root]});
  const chromium = await browser(t);
  const page = new IngestPage(await chromium.tab(`${server.url}/`));
  await page.chooseFolder(root);
  await page.start();
  await page.until('the end', async () => (await page.percent('progress-bar')) === 100);
  await page.until('the name as text', async () => (await page.page.locator('body').innerText()).includes(bad));
  assert.equal(await page.page.locator('img[src="x"], svg[onload], body b:text-is("bold")').count(), 0);
  const {session_id: id} = (await get(server, '/api/ingest/active-session')).json();
  const report = await chromium.tab(`${server.url}/api/ingest/report/${id}`);
  assert.ok((await report.locator('body').innerText()).includes(bad));
  assert.equal(await report.locator('img[src="x"], svg[onload]').count(), 0);
  assert.deepEqual(chromium.problems, []);
});

test('what the server refuses is said on the page', async (t) => {
  const root = temporary(t);
  const server = await serve(t, {roots: [root]});
  const chromium = await browser(t);
  const page = new IngestPage(await chromium.tab(`${server.url}/`));
  await page.at('directory').waitFor({state: 'attached'});
  if (await page.at('directory').evaluate((element) => element.localName) === 'select') return t.skip('only folders that are there can be chosen');
  await page.chooseFolder('/etc');
  await page.start();
  await page.until('a message', async () => /outside|root|not allowed/i.test(await page.page.locator('body').innerText()));
  assert.equal((await get(server, '/api/ingest/sessions')).json().sessions.length, 0);
});
