// Thumbnails: made in the run or when asked for, kept within a limit, served by id.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {jpeg} from '../media/jpeg.mjs';
import {png} from '../media/png.mjs';
import {scene} from '../media/scenes.mjs';
import {eventually} from '../support/deadline.mjs';
import {get, request} from '../support/http.mjs';
import {commit, files, ingest} from '../support/ingest.mjs';
import {metrics} from '../support/metrics.mjs';
import {run, serve} from '../support/server.mjs';
import {rows as stored} from '../support/sqlite.mjs';
import {plant, temporary} from '../support/tree.mjs';

const kNobody = '01234567-89ab-4cde-8fab-0123456789ab';
const kKept = /^[0-9a-fs][0-9a-f]\/s?[0-9a-f]{16,64}-(256|512)\.jpg$/;

const pictures = () => ({
  'wide.png': png(scene('mountains', 800, 500, 1)),
  'tall.jpg': jpeg(scene('city', 300, 600, 2)),
  'small.png': png(scene('tiles', 40, 30, 3)),
});

/** [width, height] from the frame header of a JPEG. */
function sizeOf(bytes) {
  assert.deepEqual([...bytes.subarray(0, 2), ...bytes.subarray(-2)], [0xff, 0xd8, 0xff, 0xd9]);
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    assert.equal(bytes[at], 0xff);
    if ((bytes[at + 1] & 0xf0) === 0xc0 && ![0xc4, 0xc8, 0xcc].includes(bytes[at + 1])) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
  }
  throw new Error('no frame header');
}

/** The files of the data folder's thumbnails, by their paths below it. */
function kept({data}) {
  const folder = path.join(data, 'thumbnails');
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile()).map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name))).sort();
}

async function thumbnail(server, address, options) {
  const answer = await get(server, address, options);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers['content-type'], 'image/jpeg');
  return answer;
}

async function refused(server, address, status, detail) {
  const answer = await get(server, address);
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.json().detail, detail);
  assert.equal(answer.headers['cache-control'], 'no-store');
}

const counts = async (server) => {
  const values = await metrics(server);
  return Object.fromEntries(['run', 'demand', 'disk'].map((how) => [how, values.get(`sluice_thumbnails_total{how="${how}"}`)]));
};

/** A served folder of pictures after a run: rows by name. */
async function afterARun(t, {parameters = {}, args, planted = pictures()} = {}) {
  const root = plant(temporary(t), planted);
  const server = await serve(t, {roots: [root], args});
  const last = await ingest(server, {directory: root, enable_nsfw_detection: false, pixels: true, ...parameters});
  const row = Object.fromEntries((await files(server, last.session_id)).map((each) => [path.basename(each.path), each]));
  return {root, server, last, row, id: last.session_id};
}

test('a run keeps a thumbnail of each file, 256 pixels long and never enlarged', async (t) => {
  const {server, row, id} = await afterARun(t);
  const sizes = {'wide.png': [256, 160], 'tall.jpg': [128, 256], 'small.png': [40, 30]};
  for (const [name, size] of Object.entries(sizes)) {
    assert.match(row[name].thumbnail, new RegExp(`^/api/ingest/files/${id}/${row[name].id}/thumb\\?v=[0-9a-f]{32}$`));
    assert.deepEqual(sizeOf((await thumbnail(server, row[name].thumbnail)).body), size, name);
  }
  assert.deepEqual(await counts(server), {run: 3, demand: 0, disk: 3}, 'no worker is asked again');
  assert.equal((await metrics(server)).get('sluice_worker_jobs_total'), 3);
  assert.equal(kept(server).length, 3);
  for (const file of kept(server)) {
    assert.match(file, kKept);
    assert.equal(fs.statSync(path.join(server.data, 'thumbnails', file)).mode & 0o777, 0o600);
  }
  assert.equal((await metrics(server)).get('sluice_thumbnail_bytes') % 4096, 0);
});

test('512 pixels are made when first asked for, and kept', async (t) => {
  const {server, row} = await afterARun(t);
  const address = `${row['wide.png'].thumbnail}&size=512`;
  for (let i = 0; i < 3; i++) assert.deepEqual(sizeOf((await thumbnail(server, address)).body), [512, 320]);
  assert.deepEqual(await counts(server), {run: 3, demand: 1, disk: 2});
  assert.equal(kept(server).filter((file) => file.endsWith('-512.jpg')).length, 1);
});

test('a run without pixels makes none; each is made when asked for, once for all who ask', async (t) => {
  const {server, row} = await afterARun(t, {parameters: {pixels: false}});
  assert.deepEqual(kept(server), []);
  const jobs = (await metrics(server)).get('sluice_worker_jobs_total');
  const answers = await Promise.all(Array.from({length: 12}, () => thumbnail(server, row['wide.png'].thumbnail)));
  for (const answer of answers) assert.deepEqual(answer.body, answers[0].body);
  assert.equal((await metrics(server)).get('sluice_worker_jobs_total'), jobs + 1);
  assert.equal(kept(server).length, 1);
});

test('files without a content hash have thumbnails too', async (t) => {
  const {server, row} = await afterARun(t, {parameters: {content_hash: false}});
  assert.match(row['wide.png'].thumbnail, /\?v=s[0-9a-f]+$/);
  assert.deepEqual(sizeOf((await thumbnail(server, row['wide.png'].thumbnail)).body), [256, 160]);
  assert.deepEqual(sizeOf((await thumbnail(server, `${row['wide.png'].thumbnail}&size=512`)).body), [512, 320]);
  assert.equal((await counts(server)).run, 3);
});

test('a browser may keep what names its bytes, and asks again for what does not', async (t) => {
  const {server, row} = await afterARun(t);
  const named = row['wide.png'].thumbnail;
  const [plain, key] = named.split('?v=');
  const first = await thumbnail(server, named);
  assert.equal(first.headers['cache-control'], 'private, max-age=31536000, immutable');
  assert.equal(first.headers.etag, `"${key}-256"`);
  assert.equal(first.headers['x-content-type-options'], 'nosniff');
  assert.match(first.headers['content-security-policy'], /default-src 'none'/);
  for (const address of [plain, `${plain}?v=${'0'.repeat(32)}`]) {
    const answer = await thumbnail(server, address);
    assert.equal(answer.headers['cache-control'], 'private, no-cache');
    assert.equal(answer.headers.etag, first.headers.etag);
  }
  const again = await get(server, plain, {headers: {'If-None-Match': first.headers.etag}});
  assert.deepEqual([again.status, again.body.length, again.headers.etag], [304, 0, first.headers.etag]);
  assert.equal((await get(server, `${plain}?size=512`, {headers: {'If-None-Match': first.headers.etag}})).status, 200, 'the other size is another picture');
  const head = await request(server, 'HEAD', named);
  assert.deepEqual([head.status, head.body.length, head.headers['content-length']], [200, 0, String(first.body.length)]);
});

test('what cannot be shown says why', async (t) => {
  const planted = {...pictures(), 'broken.png': Buffer.from('no picture at all')};
  const {root, server, row, id} = await afterARun(t, {planted, parameters: {pixels: false}});
  assert.equal(row['broken.png'].thumbnail, null);
  const at = (name) => `/api/ingest/files/${id}/${row[name].id}/thumb`;
  await refused(server, at('broken.png'), 404, /failed/);
  for (const size of ['', '0', '64', '257', '1024', '256.0', '-256', 'large']) await refused(server, `${at('wide.png')}?size=${size}`, 400, /^size: /);
  await refused(server, `/api/ingest/files/${kNobody}/1/thumb`, 404, /session/);
  for (const file of ['999999', '-1', '0', 'x', '1.5', '99999999999999999999']) await refused(server, `/api/ingest/files/${id}/${file}/thumb`, 404, /file/);
  for (const file of ['1', '-1', 'x', '..']) await refused(server, `/media/${file}/thumb`, 404, /file/);

  for (const address of [`/api/ingest/files/${id}/..%2f..%2fetc%2fpasswd/thumb`, '/media/..%2f1/thumb', '/media//thumb']) assert.equal((await get(server, address)).status, 404, address);

  fs.writeFileSync(path.join(root, 'wide.png'), png(scene('mountains', 80, 50, 9)));
  await refused(server, at('wide.png'), 409, /changed/);
  fs.rmSync(path.join(root, 'tall.jpg'));
  await refused(server, at('tall.jpg'), 404, /No such file/);
  assert.equal((await get(server, at('small.png'))).status, 200);
});

test('a picture that cannot be decoded costs a job once, not for each who looks', async (t) => {
  const whole = png(scene('mountains', 800, 500, 1));
  const torn = Buffer.concat([whole.subarray(0, 2000), Buffer.alloc(whole.length - 2000)]);
  const {server, row} = await afterARun(t, {planted: {'torn.png': torn}, parameters: {pixels: false}});
  if (row['torn.png'].state !== 'done') return t.skip('the reader itself refuses it');
  const jobs = (await metrics(server)).get('sluice_worker_jobs_total');
  for (let i = 0; i < 5; i++) await refused(server, row['torn.png'].thumbnail, 404, /no picture can be made/);
  assert.equal((await metrics(server)).get('sluice_worker_jobs_total'), jobs + 1);
});

test('a torn file on the disk is made again', async (t) => {
  const {server, row} = await afterARun(t);
  for (const file of kept(server)) fs.truncateSync(path.join(server.data, 'thumbnails', file), 100);
  assert.deepEqual(sizeOf((await thumbnail(server, row['wide.png'].thumbnail)).body), [256, 160]);
  assert.equal((await counts(server)).demand, 1);
});

test('a commit lists them in the catalogue, which serves them by id, also when they have been removed', async (t) => {
  const {root, server, row, id} = await afterARun(t);
  await commit(server, id);
  const listed = await stored(server.data, 'SELECT f.id, f.filename, f.content_hash, t.thumbnail_size, t.mime_type, t.file_path FROM media_files f JOIN media_thumbnails t ON t.media_file_id = f.id');
  assert.equal(listed.length, 3);
  for (const {id: media, filename, content_hash: key, thumbnail_size: side, mime_type: mime, file_path: file} of listed) {
    assert.deepEqual([side, mime], [256, 'image/jpeg']);
    const answer = await thumbnail(server, `/media/${media}/thumb?v=${key}`);
    assert.equal(answer.headers['cache-control'], 'private, max-age=31536000, immutable');
    assert.deepEqual(answer.body, fs.readFileSync(path.join(server.data, file)));
    assert.deepEqual(answer.body, (await thumbnail(server, row[filename].thumbnail)).body);
  }
  assert.equal(Math.max(...sizeOf((await thumbnail(server, `/media/${listed.find(({filename}) => filename === 'wide.png').id}/thumb?size=512`)).body)), 512);
  fs.rmSync(path.join(server.data, 'thumbnails'), {recursive: true});
  const before = (await counts(server)).demand;
  for (const {id: media} of listed) await thumbnail(server, `/media/${media}/thumb`);
  assert.equal((await counts(server)).demand, before + 3);
  assert.equal(kept(server).length, 3);

  fs.rmSync(root, {recursive: true});
  await thumbnail(server, `/media/${listed[0].id}/thumb`);  // what is kept needs no file
  assert.equal((await get(server, `/media/${listed[0].id}/thumb?size=512`)).status, 404);
});

test('with no space for them none is on the disk, and each is made when asked for', async (t) => {
  const {server, row} = await afterARun(t, {args: ['--thumbnail-space', '0']});
  assert.deepEqual(sizeOf((await thumbnail(server, row['wide.png'].thumbnail)).body), [256, 160]);
  assert.deepEqual(sizeOf((await thumbnail(server, row['wide.png'].thumbnail)).body), [256, 160]);
  assert.equal((await counts(server)).demand, 2);
  assert.deepEqual(kept(server), []);
});

test('what an earlier life left is counted, and goes when there is too much', async (t) => {
  const root = plant(temporary(t), pictures());
  const data = temporary(t, 'data');
  const shard = path.join(data, 'thumbnails/ab');
  fs.mkdirSync(shard, {recursive: true});
  const old = Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(60_000), Buffer.from([0xff, 0xd9])]);
  for (let i = 0; i < 20; i++) {
    const file = path.join(shard, `ab${String(i).padStart(30, '0')}-256.jpg`);
    fs.writeFileSync(file, old);
    const used = Date.now() / 1000 - 3600 * 1.5 ** (20 - i);
    fs.utimesSync(file, used, used);
  }
  const server = await serve(t, {roots: [root], data, args: ['--thumbnail-space', '1']});
  await eventually('down to 90 % of the limit', () => kept(server).length === 15);
  assert.ok(!kept(server)[0].includes(`${'0'.repeat(29)}4-`) && kept(server)[0].includes(`${'0'.repeat(29)}5-`), 'the longest unused have gone');
  assert.equal((await metrics(server)).get('sluice_thumbnail_bytes'), 15 * 61_440);
  const said = await run(t, ['doctor', '--data', data, '--thumbnail-space', '1']);
  assert.match(said.stdout, /^ok +thumbnails +0 MiB of at most 1 MiB$/m);
});

test('they are guarded like everything else', async (t) => {
  const {server, row, id} = await afterARun(t, {args: ['--token', 'a-token-of-our-own-0123456789abcdef']});
  await commit(server, id);
  for (const address of [row['wide.png'].thumbnail, '/media/1/thumb']) {
    await thumbnail(server, address);
    assert.equal((await get(server, address, {headers: {'X-Forwarded-For': '203.0.113.7'}})).status, 401);
    assert.equal((await get(server, address, {headers: {'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors'}})).status, 403);
    assert.equal((await get(server, address, {headers: {Host: 'evil.example'}})).status, 403);
  }
});
