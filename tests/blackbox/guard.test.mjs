// Nobody in who does not belong (DESIGN §8).

import assert from 'node:assert/strict';
import {test} from 'node:test';
import {get, post, request} from '../support/http.mjs';
import {serve} from '../support/server.mjs';
import {plantPictures, temporary} from '../support/tree.mjs';

const kToken = 'a-token-of-our-own-0123456789abcdef';

test('a foreign Host is refused: a page elsewhere cannot rebind its name to us', async (t) => {
  const server = await serve(t, {roots: [temporary(t)], args: ['--allow-host', 'nas.example']});
  for (const host of ['evil.example', 'evil.example:80', `127.0.0.1.evil.example:${server.port}`, 'localhost.evil.example', '10.0.0.1', 'nas.example.evil.example']) {
    for (const path of ['/', '/api/ingest/config', '/healthz']) {
      const answer = await get(server, path, {headers: {Host: host}});
      assert.equal(answer.status, 403, `${host}${path}: ${answer.status}`);
      assert.equal(typeof answer.json().detail, 'string');
    }
  }
  for (const host of [`127.0.0.1:${server.port}`, `localhost:${server.port}`, `LOCALHOST:${server.port}`, `[::1]:${server.port}`, `nas.example:${server.port}`, 'nas.example', 'NAS.example']) {
    assert.equal((await get(server, '/api/ingest/config', {headers: {Host: host}})).status, 200, host);
  }
});

test('a foreign Origin or Sec-Fetch-Site may change nothing', async (t) => {
  const root = plantPictures(temporary(t), 1);
  const server = await serve(t, {roots: [root]});
  const own = `http://127.0.0.1:${server.port}`;
  const body = {parameters: {directory: root}};
  for (const headers of [
    {Origin: 'http://evil.example'}, {Origin: 'null'}, {Origin: 'http://127.0.0.1:1'}, {'Sec-Fetch-Site': 'cross-site'},
    {'Sec-Fetch-Site': 'same-site'}, {Origin: own, 'Sec-Fetch-Site': 'cross-site'},
  ]) {
    const answer = await post(server, '/api/ingest/process', body, {headers});
    assert.equal(answer.status, 403, `${JSON.stringify(headers)}: ${answer.status}`);
  }
  assert.deepEqual((await get(server, '/api/ingest/sessions')).json().sessions, []);
  for (const headers of [{}, {Origin: own}, {Origin: own, 'Sec-Fetch-Site': 'same-origin'}]) {
    assert.equal((await post(server, '/api/ingest/process', body, {headers})).status, 200, JSON.stringify(headers));
  }
});

test('no answer may be read by another origin', async (t) => {
  const server = await serve(t, {roots: [temporary(t)]});
  for (const method of ['GET', 'OPTIONS']) {
    const answer = await request(server, method, '/api/ingest/config', {headers: {Origin: 'http://evil.example', 'Access-Control-Request-Method': 'POST'}});
    assert.equal(answer.headers['access-control-allow-origin'], undefined);
  }
});

test('a request that came through a proxy needs the token, even on loopback', async (t) => {
  const server = await serve(t, {roots: [temporary(t)], args: ['--token', kToken]});
  assert.equal((await get(server, '/api/ingest/config')).status, 200, 'loopback itself needs none');
  for (const [name, value] of [['X-Forwarded-For', '203.0.113.7'], ['Forwarded', 'for=203.0.113.7'], ['X-Forwarded-Host', 'localhost'], ['X-Forwarded-Proto', 'https'], ['X-Forwarded-For', '127.0.0.1']]) {
    for (const path of ['/api/ingest/config', '/api/ingest/sessions']) {
      const answer = await get(server, path, {headers: {[name]: value}});
      assert.equal(answer.status, 401, `${name}: ${answer.status}`);
      assert.equal(typeof answer.json().detail, 'string');
    }
  }
  const proxied = {'X-Forwarded-For': '203.0.113.7'};
  assert.equal((await get(server, '/api/ingest/config', {headers: {...proxied, Authorization: `Bearer ${kToken}`}})).status, 200);
  assert.equal((await get(server, '/api/ingest/config', {headers: {...proxied, Authorization: `Bearer ${kToken}x`}})).status, 401);
  assert.equal((await get(server, '/api/ingest/config', {headers: {...proxied, Authorization: 'Bearer '}})).status, 401);
});

test('the token is exchanged for a cookie that no script reads and no other site sends', async (t) => {
  const server = await serve(t, {roots: [temporary(t)], args: ['--token', kToken]});
  const proxied = {'X-Forwarded-For': '203.0.113.7'};
  assert.equal((await get(server, '/?token=wrong', {headers: proxied})).status, 401);
  const entry = await get(server, `/?token=${kToken}`, {headers: proxied});
  assert.ok([200, 302, 303].includes(entry.status), String(entry.status));
  const cookie = String(entry.headers['set-cookie']);
  assert.match(cookie, /HttpOnly/i);
  assert.match(cookie, /SameSite=Strict/i);
  const pair = cookie.split(';')[0];
  assert.equal((await get(server, '/api/ingest/config', {headers: {...proxied, Cookie: pair}})).status, 200);
  assert.equal((await get(server, '/api/ingest/config', {headers: {...proxied, Cookie: `${pair.split('=')[0]}=wrong`}})).status, 401);
});

test('--no-auth asks nobody', async (t) => {
  const server = await serve(t, {roots: [temporary(t)], args: ['--no-auth']});
  assert.equal((await get(server, '/api/ingest/config', {headers: {'X-Forwarded-For': '203.0.113.7'}})).status, 200);
});

test('every answer carries the security headers', async (t) => {
  const server = await serve(t, {roots: [temporary(t)]});
  for (const [path, headers] of [['/', {}], ['/api/ingest/config', {}], ['/nothing', {}], ['/api/ingest/config', {Host: 'evil.example'}], ['/api/ingest/status/x', {}]]) {
    const answer = await get(server, path, {headers});
    assert.equal(answer.headers['x-content-type-options'], 'nosniff', path);
    assert.ok(answer.headers['content-security-policy'], `${path}: no policy`);
    assert.match(answer.headers['content-security-policy'], /frame-ancestors 'none'|frame-ancestors 'self'/, path);
  }
});
