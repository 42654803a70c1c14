// Which files a session takes: patterns, recursion, links, what is known already, how many.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {execFileSync} from 'node:child_process';
import {test} from 'node:test';
import {checkAccounts, commit, files, ingest} from '../support/ingest.mjs';
import {serve} from '../support/server.mjs';
import {picture, pictureOf, plant, plantPictures, stateOf, temporary} from '../support/tree.mjs';

const kTree = ['a.png', 'B.PNG', 'c.jpg', 'd.JPEG', 'e.txt', 'f', 'sub/g.png', 'sub/deep/h.png', 'sub/deep/i.webp', 'other/j.png', 'other/k.gif', '.hidden/l.png', '._m.png'];

function tree(t) {
  const root = temporary(t);
  return plant(root, Object.fromEntries(kTree.map((name) => [name, picture()])));
}

async function taken(server, root, parameters) {
  const last = await ingest(server, {directory: root, ...parameters});
  assert.equal(last.status, 'completed');
  const rows = await checkAccounts(server, last);
  assert.equal(last.stats.errors, 0, String(last.errors));
  return rows.map((row) => path.relative(root, row.path)).sort();
}

test('patterns choose by name, without regard to case, in the folder and below', async (t) => {
  const root = tree(t);
  const server = await serve(t, {roots: [root]});
  const expected = {
    '*.png': ['B.PNG', 'a.png', 'other/j.png', 'sub/deep/h.png', 'sub/g.png'],
    '*.PNG': ['B.PNG', 'a.png', 'other/j.png', 'sub/deep/h.png', 'sub/g.png'],
    '*.jpg|*.jpeg': ['c.jpg', 'd.JPEG'],
    'a.png|k.*': ['a.png', 'other/k.gif'],
    '?.webp': ['sub/deep/i.webp'],
    '[g-h].png': ['sub/deep/h.png', 'sub/g.png'],
    'sub/**/*.png': ['sub/deep/h.png', 'sub/g.png'],
    '**/*.gif': ['other/k.gif'],
    'sub/*.png': ['sub/g.png'],
    'nothing.*': [],
  };
  for (const [pattern, names] of Object.entries(expected)) assert.deepEqual(await taken(server, root, {pattern}), names, pattern);
  assert.deepEqual(await taken(server, root, {}), ['B.PNG', 'a.png', 'c.jpg', 'd.JPEG', 'other/j.png', 'other/k.gif', 'sub/deep/h.png', 'sub/deep/i.webp', 'sub/g.png'], 'the default');
});

test('recursive false takes the folder itself only', async (t) => {
  const root = tree(t);
  const server = await serve(t, {roots: [root]});
  assert.deepEqual(await taken(server, root, {recursive: false}), ['B.PNG', 'a.png', 'c.jpg', 'd.JPEG']);
  assert.deepEqual(await taken(server, root, {recursive: false, directory: path.join(root, 'sub')}), ['sub/g.png']);
});

test('several folders are taken together, overlapping ones once', async (t) => {
  const root = tree(t);
  const server = await serve(t, {roots: [root]});
  const names = await taken(server, root, {directory: undefined, directories: [path.join(root, 'other'), path.join(root, 'sub'), path.join(root, 'sub/deep')], pattern: '*.png'});
  assert.deepEqual(names, ['other/j.png', 'sub/deep/h.png', 'sub/g.png']);
});

test('a format is known by its bytes, not by its name', async (t) => {
  const root = temporary(t);
  plant(root, {'really-a-png.jpg': pictureOf('hello'), 'really-a-png.mp4': pictureOf('world')});
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root});
  const rows = await checkAccounts(server, last);
  assert.deepEqual(rows.map((row) => [row.state, row.format, row.generator]), [['done', 'png', 'a1111'], ['done', 'png', 'a1111']]);
});

test('what the catalogue has is skipped, what was touched is read again', async (t) => {
  const root = plantPictures(temporary(t), 6);
  const server = await serve(t, {roots: [root]});
  const first = await ingest(server, {directory: root});
  assert.equal(first.stats.skipped_existing, 0);
  const second = await ingest(server, {directory: root});
  assert.equal(second.stats.skipped_existing, 0, 'read but not committed is not known');
  await commit(server, first.session_id);

  const third = await ingest(server, {directory: root});
  assert.deepEqual([third.stats.total_discovered, third.stats.skipped_existing, third.total_files, third.progress], [6, 6, 0, 100]);
  const rows = await files(server, third.session_id, {state: 'skipped'});
  assert.ok(rows.length === 0 || rows.every((row) => row.skipped_existing));

  fs.utimesSync(path.join(root, '0002.png'), new Date(), new Date(Date.now() - 3_600_000));
  fs.writeFileSync(path.join(root, '0003.png'), pictureOf('something longer than before'));
  const fourth = await ingest(server, {directory: root});
  assert.deepEqual([fourth.stats.skipped_existing, fourth.processed_files], [4, 2]);
  assert.deepEqual((await files(server, fourth.session_id, {state: 'done'})).map((row) => path.basename(row.path)).sort(), ['0002.png', '0003.png']);

  const all = await ingest(server, {directory: root, skip_existing: false});
  assert.deepEqual([all.stats.skipped_existing, all.processed_files], [0, 6]);
});

test('max_files counts after skipping: the next call takes the next files', async (t) => {
  const root = plantPictures(temporary(t), 10);
  const server = await serve(t, {roots: [root]});
  const seen = [];
  for (const expected of [4, 4, 2, 0]) {
    const last = await ingest(server, {directory: root, max_files: 4});
    assert.equal(last.status, 'completed');
    assert.equal(last.processed_files, expected);
    assert.equal(last.total_files, expected);
    seen.push(...(await files(server, last.session_id, {state: 'done'})).map((row) => path.basename(row.path)));
    await commit(server, last.session_id);
  }
  assert.equal(new Set(seen).size, 10);
});

test('links are followed inside a root, once, and loops come to an end', async (t) => {
  const root = temporary(t);
  plant(root, {'real/a.png': picture(), 'real/b.png': picture()});
  fs.symlinkSync('real', path.join(root, 'again'));
  fs.symlinkSync('..', path.join(root, 'real/loop'));
  fs.symlinkSync('nowhere.png', path.join(root, 'dangling.png'));
  fs.symlinkSync('self.png', path.join(root, 'self.png'));
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root});
  assert.equal(last.status, 'completed');
  const rows = await checkAccounts(server, last);
  assert.equal(rows.filter((row) => row.state === 'done').length, 2, 'each folder is entered once');
  for (const row of rows.filter((r) => r.state === 'failed')) assert.match(row.path, /(dangling|self)\.png$/);
});

test('what is no regular file is never opened in a way that hangs', async (t) => {
  const root = temporary(t);
  plant(root, {'a.png': picture(), 'folder.png/b.png': picture()});
  execFileSync('mkfifo', [path.join(root, 'pipe.png')]);
  fs.symlinkSync('/dev/zero', path.join(root, 'endless.png'));
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root});
  assert.equal(last.status, 'completed');
  const rows = await checkAccounts(server, last);
  assert.deepEqual(rows.filter((row) => row.state === 'done').map((row) => path.relative(root, row.path)).sort(), ['a.png', 'folder.png/b.png']);
  for (const row of rows.filter((r) => r.state === 'failed')) assert.equal(row.error.reason, 'denied', JSON.stringify(row));
  assert.ok(rows.some((row) => row.path.endsWith('endless.png') && row.error?.reason === 'denied'), 'the link out is named');
});

test('originals and their folders are never written to', async (t) => {
  const root = plantPictures(temporary(t), 3);
  plant(root, {'sub/x.png': picture()});
  const before = stateOf(root);
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root});
  await commit(server, last.session_id);
  assert.deepEqual(stateOf(root), before);
});

test('found = read + failed + skipped, in a tree with everything in it', async (t) => {
  const root = tree(t);
  plant(root, {'bad1.png': 'x', 'bad2.jpg': ''});
  const server = await serve(t, {roots: [root]});
  const first = await ingest(server, {directory: root, pattern: '*.png'});
  await commit(server, first.session_id);
  const last = await ingest(server, {directory: root});
  await checkAccounts(server, last);
  assert.equal(last.stats.total_discovered, last.processed_files + last.stats.errors + last.stats.skipped_existing);
  assert.equal(last.stats.skipped_existing, 5);
  assert.equal(last.stats.errors, 2);
});
