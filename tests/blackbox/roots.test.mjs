// Nothing outside the roots is ever read or listed, whatever a path looks like.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {get, post} from '../support/http.mjs';
import {follow, ingest, start} from '../support/ingest.mjs';
import {serve} from '../support/server.mjs';
import {picture, plant, temporary} from '../support/tree.mjs';

function rootsAndSecrets(t) {
  const base = temporary(t);
  const root = path.join(base, 'root');
  plant(base, {'root/in/a.png': picture(), 'root/file.png': picture(), 'outside/secret.png': picture(), 'root-beside/secret.png': picture()});
  fs.symlinkSync('../../outside', path.join(root, 'in/link-out'));
  fs.symlinkSync(path.join(base, 'outside'), path.join(root, 'absolute-link-out'));
  fs.symlinkSync('/', path.join(root, 'link-to-everything'));
  fs.symlinkSync('in', path.join(root, 'link-inside'));
  return {base, root};
}

/** Paths that leave the root; every one exists. */
const leaving = ({base, root}) => [
  base, path.join(base, 'outside'), path.join(base, 'root-beside'), '/', '/etc', '/proc/self', `${root}/..`, `${root}/../outside`, `${root}/in/../../outside`,
  `${root}//..//outside`, `${root}/./../outside`, '..', '../outside', 'in/../../outside', './../outside', `${root}/in/link-out`, 'in/link-out', `${root}/absolute-link-out`,
  `${root}/link-to-everything`, `${root}/link-to-everything/etc`, `${root}/in/link-out/../outside`, `${root}/../root-beside`, `${root}-beside`,
];

/** Paths that are names inside the root, of nothing that exists. */
const absent = ({root}) => ['nothing', `${root}/nothing`, '%2e%2e', '%2e%2e%2foutside', '..%2foutside', '..\\outside', '~', '$HOME', '...', '.. ', `${root}/in/a.png/..x`, 'file:///etc'];

test('process refuses every path that leaves its root', async (t) => {
  const tree = rootsAndSecrets(t);
  const server = await serve(t, {roots: [tree.root]});
  for (const directory of leaving(tree)) {
    for (const parameters of [{directory}, {directories: ['in', directory]}]) {
      const answer = await post(server, '/api/ingest/process', {parameters});
      assert.equal(answer.status, 403, `${directory}: ${answer.status} ${answer.text}`);
      assert.equal(typeof answer.json().detail, 'string');
    }
  }
  for (const directory of absent(tree)) {
    const answer = await post(server, '/api/ingest/process', {parameters: {directory}});
    assert.equal(answer.status, 400, `${directory}: ${answer.status} ${answer.text}`);
  }
  assert.deepEqual((await get(server, '/api/ingest/sessions')).json().sessions, [], 'nothing was started');
});

test('directories and file-types refuse them too', async (t) => {
  const tree = rootsAndSecrets(t);
  const server = await serve(t, {roots: [tree.root]});
  for (const [paths, status] of [[leaving(tree), 403], [absent(tree), 404]]) {
    for (const name of paths) {
      const listing = await get(server, `/api/ingest/directories?path=${encodeURIComponent(name)}`);
      assert.equal(listing.status, status, `directories ${name}: ${listing.status} ${listing.text}`);
      const types = await post(server, '/api/ingest/file-types', [name]);
      assert.equal(types.status, status, `file-types ${name}: ${types.status} ${types.text}`);
    }
  }
});

test('percent-encoding in the address is undone once, and then judged', async (t) => {
  const tree = rootsAndSecrets(t);
  const server = await serve(t, {roots: [tree.root]});
  for (const [query, status] of [['%2e%2e', 403], ['%2E%2E%2Foutside', 403], ['..%2f..%2f..%2f..%2f..%2fetc', 403], ['%252e%252e', 404], ['in', 200], ['%69%6e', 200]]) {
    assert.equal((await get(server, `/api/ingest/directories?path=${query}`)).status, status, query);
  }
});

test('a NUL in a path is refused before anything is opened', async (t) => {
  const tree = rootsAndSecrets(t);
  const server = await serve(t, {roots: [tree.root]});
  for (const name of ['in\0', 'in\0/../../outside', '\0', `${tree.root}\0`]) {
    for (const answer of [
      await post(server, '/api/ingest/process', {parameters: {directory: name}}), await post(server, '/api/ingest/file-types', [name]),
      await get(server, `/api/ingest/directories?path=${encodeURIComponent(name)}`),
    ]) assert.ok([400, 403].includes(answer.status), `${JSON.stringify(name)}: ${answer.status}`);
  }
});

test('a file is no folder', async (t) => {
  const tree = rootsAndSecrets(t);
  const server = await serve(t, {roots: [tree.root]});
  const answer = await post(server, '/api/ingest/process', {parameters: {directory: path.join(tree.root, 'file.png')}});
  assert.ok([400, 404].includes(answer.status), `${answer.status} ${answer.text}`);
});

test('paths inside are taken: absolute, relative to a root, over a link that stays inside', async (t) => {
  const tree = rootsAndSecrets(t);
  const server = await serve(t, {roots: [tree.root]});
  for (const directory of [path.join(tree.root, 'in'), 'in', './in/', 'in/../in', `${tree.root}//in/.`, 'link-inside']) {
    const last = await ingest(server, {directory, pattern: 'a.png'});
    assert.equal(last.status, 'completed', directory);
    assert.equal(last.total_files, 1, directory);
    assert.equal(last.stats.errors, 0, `${directory}: ${last.errors}`);
  }
});

test('a link that leaves its root is named as denied and never followed; its folder is listed without it', async (t) => {
  const tree = rootsAndSecrets(t);
  fs.symlinkSync('../outside/secret.png', path.join(tree.root, 'stolen.png'));
  const server = await serve(t, {roots: [tree.root]});
  const id = await start(server, {directory: tree.root});
  const {last} = await follow(server, id);
  assert.equal(last.status, 'completed');
  const {files} = (await get(server, `/api/ingest/files/${id}?state=failed`)).json();
  const stolen = files.find((row) => row.path.endsWith('/stolen.png'));
  assert.equal(stolen?.error.reason, 'denied');
  assert.ok(!JSON.stringify(files).includes('secret'), 'nothing behind the link is named');
  const listing = (await get(server, `/api/ingest/directories?path=${encodeURIComponent(path.join(tree.root, 'in'))}`)).json();
  assert.deepEqual(listing.directories, []);
});

test('a root that is a link itself, and a root within a root, work', async (t) => {
  const tree = rootsAndSecrets(t);
  fs.symlinkSync(tree.root, path.join(tree.base, 'alias'));
  const server = await serve(t, {roots: [path.join(tree.base, 'alias'), path.join(tree.root, 'in')]});
  const last = await ingest(server, {directory: path.join(tree.root, 'in'), pattern: 'a.png'});
  assert.equal(last.stats.errors, 0, String(last.errors));
  assert.equal(last.total_files, 1);
});
