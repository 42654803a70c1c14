// What else docs/operations.md tells an operator to copy.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {execFileSync, spawnSync} from 'node:child_process';
import {test} from 'node:test';
import {get} from '../support/http.mjs';
import {ingest} from '../support/ingest.mjs';
import {binary, run, serve} from '../support/server.mjs';
import {plantPictures, temporary} from '../support/tree.mjs';
import {documented, fill} from './documented.mjs';

const unit = () => documented('ini');

test('the systemd unit is one that systemd takes', {skip: spawnSync('systemd-analyze', ['--version']).error ? 'no systemd here' : false}, (t) => {
  const file = path.join(temporary(t), 'sluice.service');
  fs.writeFileSync(file, fill(unit(), {'/usr/local/bin/sluice': binary}));
  const {status, stdout, stderr} = spawnSync('systemd-analyze', ['verify', file], {encoding: 'utf8'});
  assert.equal(status, 0, stdout + stderr);
  assert.doesNotMatch(stdout + stderr, /sluice\.service/, 'no warning either');
});

test('the command line of the systemd unit serves', async (t) => {
  const root = plantPictures(temporary(t), 2);
  const [, line] = /^ExecStart=\S+ serve \/srv\/pictures --listen 127\.0\.0\.1:7862 --data \/var\/lib\/sluice (.*)$/m.exec(unit());
  const server = await serve(t, {roots: [root], args: line.split(' ')});
  assert.equal((await get(server, '/healthz', {headers: {Host: 'nas.example'}})).status, 200);
  assert.equal((await ingest(server, {directory: root})).processed_files, 2);
  assert.deepEqual(await server.stop(), {code: 0, signal: null});
});

test('a copy made while the server runs is all that a new data folder needs', async (t) => {
  const root = plantPictures(temporary(t), 5);
  const first = await serve(t, {roots: [root]});
  const last = await ingest(first, {directory: root});
  const data = temporary(t, 'restored');
  execFileSync('sqlite3', [path.join(first.data, 'sluice.db'), `.backup ${path.join(data, 'sluice.db')}`]);
  const second = await serve(t, {roots: [root], data});
  const {sessions} = (await get(second, '/api/ingest/sessions')).json();
  assert.deepEqual(sessions.map(({session_id: id, processed_files: processed}) => [id, processed]), [[last.session_id, 5]]);
});

test('every flag that the manuals name is one of the program', async (t) => {
  const {stdout: help} = await run(t, ['serve', '--help']);
  for (const name of ['operations.md', 'troubleshooting.md', 'migration.md']) {
    const text = fs.readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
    const flags = [...text.matchAll(/`[^`\n]*`/g)].flatMap(([code]) => (/^`(sluice serve|--)/.test(code) ? code.match(/--[a-z][a-z-]+/g) ?? [] : []));
    for (const flag of new Set(flags)) assert.ok(help.includes(flag), `${name}: ${flag}`);
  }
});
