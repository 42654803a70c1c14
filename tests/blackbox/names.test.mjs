// File names are bytes and never markup: every name a file system allows is read, listed, reported and committed.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import {test} from 'node:test';
import {oddNames, joined} from '../media/names.mjs';
import {get} from '../support/http.mjs';
import {checkAccounts, commit, ingest} from '../support/ingest.mjs';
import {serve} from '../support/server.mjs';
import {rows} from '../support/sqlite.mjs';
import {pictureOf, temporary} from '../support/tree.mjs';

const isText = (bytes) => Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes);
const bytesOf = (row) => (row.path_base64 ? Buffer.from(row.path_base64, 'base64') : Buffer.from(row.path, 'utf8'));

function plantOdd(t) {
  const root = temporary(t);
  oddNames.forEach((name, i) => fs.writeFileSync(joined(root, name), pictureOf(`odd name ${i}`)));
  return root;
}

test('every odd name is read, shown and committed as it is', async (t) => {
  const root = plantOdd(t);
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root});
  assert.equal(last.status, 'completed');
  assert.equal(last.stats.errors, 0, last.errors.join('\n'));
  const listed = await checkAccounts(server, last);
  const expected = oddNames.map((name) => joined(root, name).toString('latin1')).sort();
  assert.deepEqual(listed.map((row) => bytesOf(row).toString('latin1')).sort(), expected);
  for (const row of listed) {
    assert.equal(row.path_base64 === undefined, isText(bytesOf(row)), `${row.path}: path_base64 only where it is needed`);
    if (row.path_base64) assert.match(row.path, /\ufffd/);
  }

  assert.equal((await commit(server, last.session_id)).status, 'committed');
  const stored = await rows(server.data, 'SELECT file_path, hex(path_bytes) AS bytes FROM media_files');
  assert.equal(stored.length, oddNames.length);
  for (const name of oddNames) {
    const whole = joined(root, name);
    const row = isText(name) ? stored.find((r) => r.file_path === whole.toString('utf8'))
      : stored.find((r) => r.bytes && Buffer.from(r.bytes, 'hex').equals(whole));
    assert.ok(row, `${JSON.stringify(name.toString('latin1'))} is in the catalogue`);
    if (!isText(name)) assert.match(row.file_path, /\\x[0-9a-fA-F]{2}/, 'bytes that are no text are written \\xHH');
  }

  const again = await ingest(server, {directory: root});
  assert.equal(again.stats.skipped_existing, oddNames.length, 'and known when met again');
});

test('the report shows names as text, never as markup', async (t) => {
  const root = plantOdd(t);
  fs.writeFileSync(`${root}/<script>alert(2)<\uff0fscript>.png`, 'no picture');
  fs.writeFileSync(`${root}/"onmouseover="alert(3)".png`, 'no picture');
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root});
  const report = await get(server, `/api/ingest/report/${id}`);
  assert.equal(report.status, 200);
  assert.match(report.headers['content-type'], /^text\/html; ?charset=utf-8/i);
  assert.doesNotMatch(report.text, /<img|<script|onerror=alert\(1\)>(?!\.png)/i);
  assert.ok(report.text.includes('&lt;img src=x onerror=alert(1)&gt;.png'));
  assert.ok(report.text.includes('&lt;script&gt;alert(2)'));
  assert.ok(!report.text.includes('"onmouseover="'));
  assert.ok(report.text.includes('日本語'));
  assert.match(report.headers['content-security-policy'], /default-src 'none'|script-src 'none'/);
});

test('a folder with an odd name is listed and ingested', async (t) => {
  const root = temporary(t);
  for (const name of ['<b>folder & "more"</b>'.replace('/', '\uff0f'), 'näme 日本', 'a\nb', '-x']) {
    fs.mkdirSync(`${root}/${name}`);
    fs.writeFileSync(`${root}/${name}/p.png`, pictureOf(name));
    const server = await serve(t, {roots: [root]});
    const last = await ingest(server, {directory: `${root}/${name}`});
    assert.equal(last.processed_files, 1, JSON.stringify(name));
    const listing = (await get(server, `/api/ingest/directories?path=${encodeURIComponent(root)}`)).json();
    assert.ok(listing.directories.some((folder) => folder.name === name && folder.total_files === 1), JSON.stringify(listing));
    await server.stop();
  }
});
