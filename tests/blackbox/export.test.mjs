// Downloads and the printable report: every row with its record, whatever the names and prompts are.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import {test} from 'node:test';
import {oddNames, joined} from '../media/names.mjs';
import {get, request} from '../support/http.mjs';
import {files, forget, ingest} from '../support/ingest.mjs';
import {edited, records} from '../support/review.mjs';
import {serve} from '../support/server.mjs';
import {pictureOf, plant, plantPictures, temporary} from '../support/tree.mjs';

const download = (server, id, query) => get(server, `/api/ingest/report/${id}?${new URLSearchParams(query)}`);
const kFormula = '=HYPERLINK("http://example.org","click")';

async function odd(t) {
  const root = temporary(t);
  oddNames.forEach((name, i) => fs.writeFileSync(joined(root, name), pictureOf(`odd ${i}`)));
  plant(root, {'=1+1.png': pictureOf(kFormula, {model: '@SUM(A1)'}), 'markup.png': pictureOf('<script>alert(1)</script>', {model: '</table><script>alert(2)</script>'}), 'bad.png': 'x'});
  const server = await serve(t, {roots: [root]});
  const last = await ingest(server, {directory: root, enable_nsfw_detection: false});
  return {server, id: last.session_id, count: oddNames.length + 3};
}

test('CSV has a row a file, whatever is in its name, and no formula', async (t) => {
  const {server, id, count} = await odd(t);
  const answer = await download(server, id, {format: 'csv'});
  assert.equal(answer.status, 200);
  assert.match(answer.headers['content-type'], /^text\/csv\b/);
  assert.equal(answer.headers['content-disposition'], `attachment; filename="sluice-${id.slice(0, 8)}.csv"`);
  assert.equal(answer.headers['cache-control'], 'no-store');
  const written = records(answer.text);
  assert.equal(written.length, count);
  const rows = await files(server, id);
  const named = (row) => row.path_base64 ?? row.path;
  assert.deepEqual(written.map((line) => line.path_base64 || line.path), rows.map(named));
  for (const line of written) {
    for (const cell of Object.values(line)) assert.doesNotMatch(cell, /^\s*[=+@\uff1d]|^-\D/, 'no cell is a formula');
  }
  const formula = written.find((line) => line.path.endsWith('=1+1.png'));
  assert.equal(formula.prompt, `'${kFormula}`);
  assert.equal(formula.model_name, "'@SUM(A1)");
  assert.equal(written.find((line) => line.state === 'failed').reason, 'unsupported');
  assert.equal(written.find((line) => line.path.endsWith('markup.png')).prompt, '<script>alert(1)</script>');
});

test('JSON has the rows of files with their records', async (t) => {
  const {server, id} = await odd(t);
  const answer = await download(server, id, {format: 'json'});
  assert.match(answer.headers['content-type'], /^application\/json\b/);
  assert.equal(answer.headers['content-disposition'], `attachment; filename="sluice-${id.slice(0, 8)}.json"`);
  const written = answer.json();
  assert.deepEqual(written.map(({record, ...row}) => row), await files(server, id));
  for (const {state, record} of written) assert.equal(state === 'done', Boolean(record?.metadata?.prompt), state);
});

test('a download has what its filters find, with what the user has set', async (t) => {
  const root = plantPictures(temporary(t), 600);  // more than a piece
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root, enable_nsfw_detection: false});
  await edited(server, id, {filter: {text: '0007'}, set: {score: -1, nsfw: true, included: false}});
  const all = await download(server, id, {format: 'csv'});
  assert.equal(all.headers['transfer-encoding'], 'chunked');
  assert.equal(records(all.text).length, 600);
  const [line, ...rest] = records((await download(server, id, {format: 'csv', included: '0'})).text);
  assert.deepEqual(rest, []);
  assert.deepEqual([line.score, line.score_set, line.nsfw, line.nsfw_set, line.included], ['-1', '1', '1', '1', '0']);
  assert.deepEqual((await download(server, id, {format: 'json', label: 'nsfw'})).json().map((row) => row.score), [-1]);
  assert.equal(records((await download(server, id, {format: 'csv', text: 'nowhere'})).text).length, 0);
  assert.deepEqual((await download(server, id, {format: 'json', text: 'nowhere'})).json(), []);
  const head = await request(server, 'HEAD', `/api/ingest/report/${id}?format=csv`);
  assert.deepEqual([head.status, head.body.length], [200, 0]);
});

test('a download whose reader leaves, and one of a session that is deleted meanwhile, end', async (t) => {
  const root = plantPictures(temporary(t), 2000);
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root, enable_nsfw_detection: false});
  const reader = net.connect({host: server.host, port: server.port});
  reader.pause();
  reader.write(`GET /api/ingest/report/${id}?format=json HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await new Promise((resolve) => reader.once('readable', resolve));
  assert.equal((await forget(server, id)).status, 200);
  let received = '';
  reader.setEncoding('latin1').on('data', (text) => { received += text; });
  reader.resume();
  await new Promise((resolve) => reader.once('close', resolve));
  assert.match(received, /^HTTP\/1\.1 200 /);
  const whole = received.endsWith('\r\n0\r\n\r\n');
  if (!whole) assert.match(server.log(), /cut off/, 'a part is never shown as the whole');
  assert.equal((await download(server, id, {format: 'csv'})).status, 404);
  assert.equal((await get(server, '/healthz')).status, 200);
});

test('the printable report escapes everything and has its numbers', async (t) => {
  const {server, id} = await odd(t);
  const page = await get(server, `/api/ingest/report/${id}`);
  assert.match(page.headers['content-type'], /^text\/html\b/);
  assert.match(page.headers['content-security-policy'], /default-src 'none'/);
  assert.doesNotMatch(page.text, /<script|<img/);
  for (const there of ['@media print', 'Parameters', 'Failures by reason', 'Changes', 'Generators', 'Models', 'Keywords', '&lt;img src=x onerror=alert(1)&gt;.png', '&lt;/table&gt;&lt;script&gt;alert(2)'])
    assert.ok(page.text.includes(there), there);
});

test('what is no format is refused', async (t) => {
  const {server, id} = await odd(t);
  assert.equal((await download(server, id, {format: 'pdf'})).status, 400);
  assert.equal((await download(server, id, {format: 'csv', score: '9'})).status, 400);
  assert.equal((await download(server, '00000000-0000-4000-8000-000000000000', {format: 'csv'})).status, 404);
});
