// kill -9 of the server at any moment: the session goes on by itself, no file is lost, none counted twice.
// Points are drawn from a seed; SLUICE_KILL_SEED chooses another, SLUICE_KILL_ROUNDS how many.

import assert from 'node:assert/strict';
import path from 'node:path';
import {test} from 'node:test';
import {damagedFiles} from '../media/damaged.mjs';
import {random} from '../media/random.mjs';
import {checkAccounts, commit, openStream, start} from '../support/ingest.mjs';
import {serve} from '../support/server.mjs';
import {checkEvents, checkSnapshot} from '../support/snapshot.mjs';
import {rows, value} from '../support/sqlite.mjs';
import {plant, plantPictures, plantSlow, temporary} from '../support/tree.mjs';

const kSeed = Number(process.env.SLUICE_KILL_SEED ?? 1);
const kRounds = Number(process.env.SLUICE_KILL_ROUNDS ?? 5);
const kGood = 300;

/** Pictures in folders, damaged files among them, and films that stretch the run. */
function plantTree(root) {
  const damaged = damagedFiles();
  for (let folder = 0; folder < 6; folder++) {
    const where = path.join(root, `folder-${folder}`);
    plantPictures(where, kGood / 6 - 1, {prefix: `${folder}-`});
    plantSlow(where, `${folder}-0025-film.mp4`, 0.5);
  }
  plant(root, Object.fromEntries(Object.entries(damaged).map(([name, {bytes}], i) => [`folder-${i % 6}/${i % 6}-00${i + 10}-${name}`, bytes])));
  return {good: kGood, bad: Object.keys(damaged).length};
}

async function killRound(t, seed) {
  const dice = random(seed);
  const root = temporary(t);
  const {good, bad} = plantTree(root);
  const data = temporary(t, 'data');
  let server = await serve(t, {roots: [root], data});
  const id = await start(server, {directory: root, pixels: false, enable_nsfw_detection: false});
  let highest = 0;
  let settled = 0;
  const kills = dice.integer(1, 3);
  for (let kill = 0; kill < kills; kill++) {
    const stream = await openStream(server, id);
    const point = dice.integer(0, good + bad - 1);
    const event = await stream.until(`${point} files`, (s) => s.processed_files + s.stats.errors >= Math.max(point, settled) || s.status === 'completed');
    await server.kill();
    await stream.untilEnd();
    checkEvents(stream.events);
    for (const {data: seen} of stream.events) {
      highest = Math.max(highest, seen.version);
      settled = Math.max(settled, seen.processed_files + seen.stats.errors);
    }
    server = await serve(t, {roots: [root], data});
    const back = await openStream(server, id);
    const first = await back.until('a first event', () => true);
    assert.ok(first.data.processed_files + first.data.stats.errors >= settled, 'nothing that was shown is taken back');
    if (event.data.status === 'completed') assert.ok(first.data.version >= highest);
    else assert.ok(first.data.version > highest, `version ${first.data.version} after ${highest}`);
    back.close();
  }
  const stream = await openStream(server, id);
  await stream.untilEnd();
  const last = checkEvents(stream.events);
  assert.deepEqual([last.status, last.processed_files, last.stats.errors, last.total_files], ['completed', good, bad, good + bad]);
  const list = await checkAccounts(server, last);
  assert.equal(list.length, good + bad);
  assert.equal(new Set(last.errors).size, last.errors.length, 'no failure is told twice');
  assert.equal(last.stats.metadata_extracted, list.filter((row) => row.state === 'done' && (row.generator || row.model_name)).length, 'counted once each');
  const committed = await commit(server, id);
  checkSnapshot(last, committed);
  assert.equal(await value(data, 'SELECT count(*) FROM media_files'), good);
  assert.deepEqual(await rows(data, 'SELECT file_path FROM media_files GROUP BY 1 HAVING count(*) > 1'), []);
  assert.equal(await value(data, 'PRAGMA integrity_check'), 'ok');
}

for (let round = 0; round < kRounds; round++) {
  test(`killed at points of seed ${kSeed * 1000 + round}`, (t) => killRound(t, kSeed * 1000 + round));
}

test('killed before the answer was read, during discovery, the session is found whole', async (t) => {
  const root = temporary(t);
  const {good, bad} = plantTree(root);
  const data = temporary(t, 'data');
  const first = await serve(t, {roots: [root], data});
  const id = await start(first, {directory: root, pixels: false, enable_nsfw_detection: false});
  await first.kill();
  const server = await serve(t, {roots: [root], data});
  const stream = await openStream(server, id);
  await stream.untilEnd();
  const last = checkEvents(stream.events);
  assert.deepEqual([last.status, last.processed_files, last.stats.errors], ['completed', good, bad]);
  await checkAccounts(server, last);
});
