// Whatever is wrong with a request is said with the right status, in the documented form, naming the field.

import assert from 'node:assert/strict';
import net from 'node:net';
import {test} from 'node:test';
import {within} from '../support/deadline.mjs';
import {get, post, request} from '../support/http.mjs';
import {serve} from '../support/server.mjs';
import {plantPictures, temporary} from '../support/tree.mjs';

const kSwitches = ['recursive', 'enable_nsfw_detection', 'extract_metadata', 'extract_keywords', 'import_scores', 'skip_existing', 'pixels', 'content_hash', 'pixel_hash'];

/** field → values that it may not have. `undefined` for the root's own path. */
const kRefused = {
  directory: [null, 1, true, [], {}, '', '   ', 'a'.repeat(5000)],
  directories: [null, 'x', 1, {}, [], [1], [''], [null], [['a']], new Array(1001).fill('a')],
  pattern: [null, 1, true, [], '', '  ', '|', '*.png||*.jpg', '[a', 'x'.repeat(5000)],
  nsfw_threshold: [null, '0.5', true, -0.01, 1.01, 1e300, [], {}],
  max_files: ['5', true, 0, -1, 1.5, 1e300, [], {}],
  ...Object.fromEntries(kSwitches.map((name) => [name, [null, 0, 1, 'true', 'false', [], {}]])),
};

const isRefusal = (answer, status, what) => {
  assert.equal(answer.status, status, `${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
  assert.match(answer.headers['content-type'], /^application\/json\b/);
  const body = answer.json();
  assert.deepEqual(Object.keys(body), ['detail'], what);
  assert.ok(body.detail.length > 3 && body.detail.length < 1000, what);
  return body.detail;
};

test('every parameter of a wrong type or out of range is refused by name, and starts nothing', async (t) => {
  const root = plantPictures(temporary(t), 1);
  const server = await serve(t, {roots: [root]});
  for (const [field, values] of Object.entries(kRefused)) {
    for (const value of values) {
      const parameters = {...(field.startsWith('director') ? {} : {directory: root}), [field]: value};
      const detail = isRefusal(await post(server, '/api/ingest/process', {parameters}), 400, `${field} = ${JSON.stringify(value)?.slice(0, 60)}`);
      assert.ok(detail.startsWith(field), `${field}: ${detail}`);
    }
  }
  assert.deepEqual((await get(server, '/api/ingest/sessions')).json().sessions, []);
});

test('unknown parameters and unknown members of the body are refused by name', async (t) => {
  const root = plantPictures(temporary(t), 1);
  const server = await serve(t, {roots: [root]});
  for (const field of ['Directory', 'max_file', '__proto__', '<b>', 'directory ']) {
    const detail = isRefusal(await request(server, 'POST', '/api/ingest/process', {
      headers: {'Content-Type': 'application/json'}, body: `{"parameters": {"directory": ${JSON.stringify(root)}, ${JSON.stringify(field)}: 1}}`,
    }), 400, field);
    assert.ok(detail.includes(field), detail);
  }
  const detail = isRefusal(await post(server, '/api/ingest/process', {parameters: {directory: root}, extra: 1}), 400, 'extra');
  assert.ok(detail.includes('extra'), detail);
  assert.ok(isRefusal(await post(server, '/api/ingest/process', {parameters: {}}), 400, 'nothing named').startsWith('directory'));
});

test('values at the edge of their range are taken', async (t) => {
  const root = plantPictures(temporary(t), 1);
  const server = await serve(t, {roots: [root]});
  for (const more of [{nsfw_threshold: 0}, {nsfw_threshold: 1}, {max_files: 1}, {max_files: null}, {max_files: 2 ** 40}, {pattern: '*'}, {directory: undefined, directories: [root]}]) {
    const answer = await post(server, '/api/ingest/process', {parameters: {directory: root, ...more}});
    assert.equal(answer.status, 200, `${JSON.stringify(more)}: ${answer.text}`);
  }
});

test('a body that is no JSON object is refused', async (t) => {
  const server = await serve(t, {roots: [temporary(t)]});
  const headers = {'Content-Type': 'application/json'};
  const bodies = ['', '{', 'null', '[]', '1', '"x"', 'true', '{"parameters": 1}', '{"parameters": null}', '{"parameters": []}', '{"parameters": {}', '{"parameters": {}} x', '\xff\xfe', '{"a":'.repeat(5000), '['.repeat(100_000), '{"parameters":{"directory":"\\ud800"}}'];
  for (const body of bodies) {
    isRefusal(await request(server, 'POST', '/api/ingest/process', {headers, body: Buffer.from(body, 'latin1')}), 400, body.slice(0, 40));
    isRefusal(await request(server, 'POST', '/api/ingest/commit', {headers, body: Buffer.from(body, 'latin1')}), 400, `commit: ${body.slice(0, 40)}`);
  }
  for (const body of ['{}', '1', '"x"', '[1]', '[null]', '[""]', '[["a"]]']) isRefusal(await request(server, 'POST', '/api/ingest/file-types', {headers, body}), 400, `file-types: ${body}`);
  assert.ok(isRefusal(await post(server, '/api/ingest/commit', {}), 400, 'no id').startsWith('session_id'));
  assert.ok(isRefusal(await post(server, '/api/ingest/commit', {session_id: 5}), 400, 'a number').startsWith('session_id'));
});

test('a body of another type is refused, JSON with a charset is taken', async (t) => {
  const root = plantPictures(temporary(t), 1);
  const server = await serve(t, {roots: [root]});
  const body = JSON.stringify({parameters: {directory: root}});
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json', 'application/jsonx', '']) {
    isRefusal(await request(server, 'POST', '/api/ingest/process', {headers: {'Content-Type': type}, body}), 415, type);
  }
  isRefusal(await request(server, 'POST', '/api/ingest/process', {body}), 415, 'no type');
  for (const type of ['application/json; charset=utf-8', 'Application/JSON']) {
    assert.equal((await request(server, 'POST', '/api/ingest/process', {headers: {'Content-Type': type}, body})).status, 200, type);
  }
});

test('a body over the limit is refused, whether it says so or not', async (t) => {
  const server = await serve(t, {roots: [temporary(t)]});
  const headers = {'Content-Type': 'application/json'};
  const body = `{"parameters": {"directory": "${'a'.repeat(1_200_000)}"}}`;
  // The server may answer and close before everything has been sent; what counts is that it says 413 or nothing worse.
  const sized = await request(server, 'POST', '/api/ingest/process', {headers: {...headers, 'Content-Length': 2 ** 40}}).catch((error) => error);
  if (sized.status) isRefusal(sized, 413, 'announced');
  const answer = await request(server, 'POST', '/api/ingest/process', {headers, body}).catch((error) => error);
  if (answer.status) isRefusal(answer, 413, 'sent');
  else assert.match(answer.code, /ECONNRESET|EPIPE/);
  assert.equal((await get(server, '/healthz')).status, 200);
});

/** Sends bytes as they are and answers everything that comes back until the connection ends or `ms` have passed. */
async function raw(server, bytes, ms = 15_000) {
  const socket = net.connect(server.port, server.host);
  let text = '';
  const done = new Promise((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (/\r\n\r\n[^]*\}$/.test(text)) resolve();
    });
    socket.on('close', resolve);
    socket.on('error', resolve);
  });
  socket.write(bytes);
  try {
    await within(ms, 'an answer', done);
  } finally {
    socket.destroy();
  }
  return {text, status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1])};
}

test('what is no request is refused and the server goes on', async (t) => {
  const server = await serve(t, {roots: [temporary(t)]});
  const host = `Host: 127.0.0.1:${server.port}\r\n`;
  const refused = {
    'nonsense': ['hello\r\n\r\n', [400]],
    'no host': ['GET /healthz HTTP/1.1\r\n\r\n', [400, 403]],
    'two hosts': [`GET /healthz HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`, [400, 403]],
    'a header without a colon': [`GET /healthz HTTP/1.1\r\n${host}nonsense\r\n\r\n`, [400]],
    'a path that is none': [`GET healthz HTTP/1.1\r\n${host}\r\n`, [400, 404]],
    'two lengths': [`POST /api/ingest/process HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x`, [400]],
    'a length and chunks': [`POST /api/ingest/process HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, [400]],
    'chunks under another coding': [`POST /api/ingest/process HTTP/1.1\r\n${host}Content-Type: application/json\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`, [400, 501]],
    'a header too large': [`GET /healthz HTTP/1.1\r\n${host}X-Long: ${'a'.repeat(20_000)}\r\n\r\n`, [431]],
    'percent and nothing': [`GET /api/ingest/status/%zz HTTP/1.1\r\n${host}\r\n`, [400, 404]],
  };
  for (const [what, [bytes, statuses]] of Object.entries(refused)) {
    const answer = await raw(server, bytes);
    assert.ok(statuses.includes(answer.status), `${what}: ${answer.text.slice(0, 300)}`);
    if (answer.status !== 501) assert.match(answer.text, /\{"detail":/, what);
  }
  assert.equal((await get(server, '/healthz')).status, 200);
});
