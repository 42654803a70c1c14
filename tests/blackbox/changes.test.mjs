// Changes: what each file is to the catalogue, told before the commit.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {joined} from '../media/names.mjs';
import {commit, files, ingest} from '../support/ingest.mjs';
import {facets, found} from '../support/review.mjs';
import {serve} from '../support/server.mjs';
import {pictureOf, plant, temporary} from '../support/tree.mjs';

const kParameters = {enable_nsfw_detection: false, skip_existing: false};

/** {name: "change"} or {name: "change = name of its twin"}. */
async function changes(server, directory, parameters = kParameters) {
  const {session_id: id} = await ingest(server, {directory, ...parameters});
  const told = Object.fromEntries((await files(server, id)).map((row) =>
    [path.basename(row.path), row.same_as ? `${row.change} = ${path.basename(row.same_as)}` : row.change]));
  return {id, told};
}

test('every kind of change is told, counted and filtered by', async (t) => {
  const root = plant(temporary(t), {
    'same.png': pictureOf('same'), 'edited.png': pictureOf('first'), 'old-name.png': pictureOf('moves'), 'original.png': pictureOf('copied'),
  });
  const server = await serve(t, {roots: [root]});
  const first = await changes(server, root);
  assert.deepEqual(first.told, {'same.png': 'new', 'edited.png': 'new', 'old-name.png': 'new', 'original.png': 'new'});
  await commit(server, first.id);

  fs.renameSync(path.join(root, 'old-name.png'), path.join(root, 'new-name.png'));
  plant(root, {'edited.png': pictureOf('second'), 'copy.png': pictureOf('copied'), 'new.png': pictureOf('new'), 'bad.png': 'x'});
  const {id, told} = await changes(server, root);
  assert.deepEqual(told, {
    'same.png': 'identical', 'edited.png': 'changed', 'new-name.png': 'moved = old-name.png', 'original.png': 'identical',
    'copy.png': 'duplicate = original.png', 'new.png': 'new', 'bad.png': null,
  });
  assert.deepEqual((await facets(server, id)).changes, {new: 1, changed: 1, identical: 2, moved: 1, duplicate: 1});
  for (const [change, names] of Object.entries({new: 'new', changed: 'edited', moved: 'new-name', duplicate: 'copy'})) assert.equal(await found(server, id, {change}), names);
});

test('copies within one session are duplicates of the first of them', async (t) => {
  const root = plant(temporary(t), Object.fromEntries(Array.from({length: 40}, (_, i) => [`${String(i).padStart(2, '0')}.png`, pictureOf('one for all')])));
  const server = await serve(t, {roots: [root]});
  const {id, told} = await changes(server, root);
  const [first, ...others] = (await files(server, id)).map((row) => path.basename(row.path));
  assert.equal(told[first], 'new');
  for (const name of others) assert.equal(told[name], `duplicate = ${first}`);
});

test('a file is not taken for moved when its root looks unmounted or may not be looked at', async (t) => {
  const [root, share] = [temporary(t), temporary(t, 'share')];
  plant(share, {'deep/a.png': pictureOf('on a share')});
  const data = temporary(t, 'data');
  const server = await serve(t, {roots: [root, share], data});
  await commit(server, (await changes(server, share)).id);
  fs.rmSync(path.join(share, 'deep'), {recursive: true});
  plant(root, {'b.png': pictureOf('on a share')});
  assert.deepEqual((await changes(server, root)).told, {'b.png': 'duplicate = a.png'}, 'an empty root');
  await server.stop();

  const without = await serve(t, {roots: [root], data});
  assert.deepEqual((await changes(without, root)).told, {'b.png': 'duplicate = a.png'}, 'a folder that is no root any more');
  await without.stop();

  plant(share, {'other.png': pictureOf('something else')});
  const again = await serve(t, {roots: [root, share], data});
  assert.deepEqual((await changes(again, root)).told, {'b.png': 'moved = a.png'}, 'a root that is there');
});

test('files without a hash of their content are known by size and time', async (t) => {
  const root = plant(temporary(t), {'a.png': pictureOf('a'), 'b.png': pictureOf('b')});
  const server = await serve(t, {roots: [root]});
  const unhashed = {...kParameters, content_hash: false};
  await commit(server, (await changes(server, root, unhashed)).id);
  plant(root, {'b.png': pictureOf('b, longer'), 'c.png': pictureOf('a')});
  assert.deepEqual((await changes(server, root, unhashed)).told, {'a.png': 'identical', 'b.png': 'changed', 'c.png': 'new'});
});

test('a name that is not text moves like any other', async (t) => {
  const root = temporary(t);
  const odd = joined(root, Buffer.from([0xe9, 0x2e, 0x70, 0x6e, 0x67]));
  fs.writeFileSync(odd, pictureOf('odd'));
  const server = await serve(t, {roots: [root]});
  const first = await changes(server, root);
  await commit(server, first.id);
  assert.deepEqual((await changes(server, root)).told, {'\ufffd.png': 'identical'});
  fs.renameSync(odd, path.join(root, 'even.png'));
  assert.deepEqual((await changes(server, root)).told, {'even.png': 'moved = \ufffd.png'});
});
