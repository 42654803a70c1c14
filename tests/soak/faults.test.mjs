// Clients that misbehave in every way, many of each, while others read on undisturbed; afterwards nothing is left of them. Meant for a
// binary with the address sanitizer, which also reports what leaks at the end: SLUICE_BINARY names it.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import {test} from 'node:test';
import {eventually, within} from '../support/deadline.mjs';
import {cancel, start, status} from '../support/ingest.mjs';
import {metrics} from '../support/metrics.mjs';
import {applied, openPatches} from '../support/patches.mjs';
import {serve} from '../support/server.mjs';
import {plant, plantPictures, plantSlow, temporary} from '../support/tree.mjs';

const kOfEach = 25;   // clients at once
const kRounds = 6;
const kHonest = 20;

const openFiles = (pid) => fs.readdirSync(`/proc/${pid}/fd`).length;
const residentBytes = (pid) => Number(/^VmRSS:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;

/** A connected socket that never throws; {socket, text(), until(what, pattern), closed}. */
async function connect(server, options = {}) {
  const socket = net.connect({host: server.host, port: server.port, ...options});
  let text = '';
  const listeners = new Set();
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1');
    listeners.forEach((listener) => listener());
  });
  const closed = new Promise((resolve) => { socket.on('close', resolve); });
  socket.on('error', () => {});
  await within(10_000, 'a connection', new Promise((resolve) => { socket.on('connect', resolve); }));
  return {
    socket, closed, text: () => text,
    until: (what, pattern) => within(20_000, what, new Promise((resolve) => {
      const look = () => pattern.test(text) && resolve();
      listeners.add(look);
      socket.on('close', resolve);
      look();
    })),
  };
}

const requestFor = (id, headers = '') => `GET /api/ingest/stream/${id}?patch=1 HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;

/** What a client may do to us. Each ends with its connection closed. */
const kMisdeeds = {
  async 'a reset in the middle of the stream'(server, id) {
    const client = await connect(server);
    client.socket.write(requestFor(id));
    await client.until('a first event', /event: snapshot/);
    client.socket.resetAndDestroy();
  },
  async 'a reset with gzip'(server, id) {
    const client = await connect(server);
    client.socket.write(requestFor(id, 'Accept-Encoding: gzip\r\n'));
    await client.until('a head', /\r\n\r\n/);
    client.socket.resetAndDestroy();
  },
  async 'half a request, then nothing'(server, id) {
    const client = await connect(server);
    await new Promise((resolve) => { client.socket.write(requestFor(id).slice(0, 40), resolve); });
    client.socket.destroy();
  },
  async 'no request at all'(server) {
    (await connect(server)).socket.destroy();
  },
  async 'a request byte by byte'(server, id) {
    const client = await connect(server);
    client.socket.setNoDelay(true);
    for (const byte of requestFor(id)) await new Promise((resolve) => { client.socket.write(byte, resolve); });
    await client.until('a first event', /event: snapshot/);
    assert.match(client.text(), /^HTTP\/1\.1 200 /);
    client.socket.destroy();
  },
  async 'a flood of headers'(server, id) {
    const client = await connect(server);
    client.socket.write(requestFor(id, Array.from({length: 900}, (_, i) => `X-Flood-${i}: ${'x'.repeat(30)}\r\n`).join('')));
    await client.until('an answer', /HTTP\/1\.1 431 /);
    client.socket.destroy();
  },
  async 'requests in a row, the stream last'(server, id) {
    const client = await connect(server);
    client.socket.write(`GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(3) + requestFor(id));
    await client.until('a first event', /event: snapshot/);
    assert.equal(client.text().match(/HTTP\/1\.1 200 /g).length, 4);
    client.socket.destroy();
  },
  async 'talk on a stream that asks for nothing'(server, id) {
    const client = await connect(server);
    client.socket.write(requestFor(id));
    await client.until('a first event', /event: snapshot/);
    client.socket.write('x'.repeat(200_000));
    await within(20_000, 'the end of a talker', client.closed);
  },
  async 'a half-closed connection'(server, id) {
    const client = await connect(server, {allowHalfOpen: true});
    client.socket.write(requestFor(id));
    await client.until('a first event', /event: snapshot/);
    client.socket.end();
    await within(20_000, 'the end of a half-closed connection', client.closed);
  },
  async 'a reader that reads nothing, then goes'(server, id) {
    const client = await connect(server);
    client.socket.pause();
    await new Promise((resolve) => { client.socket.write(requestFor(id), resolve); });
    client.socket.destroy();
  },
};

test('clients that misbehave leave nothing behind and disturb nobody', async (t) => {
  const root = plantPictures(temporary(t), 200);
  plant(root, Object.fromEntries(Array.from({length: 120}, (_, i) => [`${String(i).padStart(4, '0')}-broken.png`, 'x'])));
  for (const i of [0, 1]) plantSlow(root, `zz-film-${i}.mp4`, 2000);
  // Freed memory is used again at once, so that what grows is a leak and not the sanitizer's quarantine.
  const server = await serve(t, {roots: [root], env: {ASAN_OPTIONS: 'quarantine_size_mb=0:thread_local_quarantine_size_kb=0:detect_leaks=1'}});
  const id = await start(server, {directory: root});
  const honest = await Promise.all(Array.from({length: kHonest}, () => openPatches(server, id)));
  await Promise.all(honest.map((stream) => stream.until('the small files read', (_, {event}) => event !== 'failure' && applied(stream.events).state?.processed_files === 200)));

  const round = async () => {
    const clients = Object.entries(kMisdeeds).flatMap(([name, misbehave]) => Array.from({length: kOfEach}, () => misbehave(server, id).catch((error) => { throw new Error(`${name}: ${error.message}`, {cause: error}); })));
    await Promise.all(clients);
    await eventually('only the honest ones are left', async () => (await metrics(server)).get('sluice_streams_open') === kHonest);
  };
  await round();  // whatever is made once is made now
  const files = openFiles(server.pid);
  const bytes = residentBytes(server.pid);
  for (let i = 1; i < kRounds; i++) await round();
  await eventually(`as many descriptors as before (${files})`, () => openFiles(server.pid) <= files);
  const grown = residentBytes(server.pid) - bytes;
  assert.ok(grown < 24 * 2 ** 20, `${(grown / 2 ** 20).toFixed(1)} MiB more after ${(kRounds - 1) * kOfEach * Object.keys(kMisdeeds).length} clients`);

  const counts = await metrics(server);
  const failed = [...counts].filter(([series]) => series.startsWith('sluice_stream_failures_total')).reduce((sum, [, value]) => sum + value, 0);
  assert.equal(failed, 0, 'no stream failed');
  for (const stream of honest) assert.ok(!stream.ended, 'nobody else was cut off');
  await cancel(server, id);
  await Promise.all(honest.map((stream) => stream.untilEnd()));
  const last = await status(server, id);
  for (const stream of honest) {
    const client = applied(stream.events);
    assert.deepEqual(client.state, last);
    assert.equal(client.failures.length, 120);
  }
  assert.deepEqual(await server.stop(), {code: 0, signal: null}, server.log().slice(-3000));
});
