// Thousands of files made to break their readers (tests/media/hostile), read with default parameters: each costs at most itself.

import assert from 'node:assert/strict';
import {test} from 'node:test';
import {groups, plantCases} from '../media/hostile/all.mjs';
import {joined} from '../media/names.mjs';
import {isAlive} from '../support/processes.mjs';
import {checkAccounts, follow, start} from '../support/ingest.mjs';
import {serve} from '../support/server.mjs';
import {stateOf, temporary} from '../support/tree.mjs';
import {watch} from '../support/watch.mjs';

const kMebibyte = 1 << 20;
const kServerMemory = 300 * kMebibyte;
const kWorkerMemory = 2200 * kMebibyte;  // what a worker's address space may be, and a little: nothing beside it

// A worker may die of a file, as long as that is said and costs that file only.
const kAlwaysAllowed = ['decoder_crashed'];

/** What is wrong with the outcome of a case, or undefined. */
function problemOf({name: bytes, expected, reasons}, row) {
  const name = String(bytes);
  if (!row) return `${name}: has no outcome`;
  if (row.state === 'done') return expected === 'failed' ? `${name}: done` : undefined;
  const {reason, stage, message} = row.error;
  if (stage !== 'decode' || message.length < 4) return `${name}: ${JSON.stringify(row.error)}`;
  if (kAlwaysAllowed.includes(reason)) return undefined;
  return expected === 'done' || !reasons.includes(reason) ? `${name}: ${reason}: ${message}` : undefined;
}

const pathOf = (row) => (row.path_base64 ? Buffer.from(row.path_base64, 'base64') : Buffer.from(row.path));

/** How often each outcome was, for the record. */
function tally(rows) {
  const counts = new Map();
  for (const {state, error} of rows) counts.set(error?.reason ?? state, (counts.get(error?.reason ?? state) ?? 0) + 1);
  return [...counts].map(([what, count]) => `${count} ${what}`).join(', ');
}

async function survive(t, cases) {
  const root = plantCases(temporary(t), cases);
  const before = stateOf(root);
  const server = await serve(t, {roots: [root], args: ['--workers', '2']});
  const watching = watch(server);
  const id = await start(server, {directory: root, pattern: '*'});
  const {last} = await follow(server, id, {ms: 240_000});
  const seen = await watching.stop();
  const rows = await checkAccounts(server, last);
  t.diagnostic(`${cases.length} files: ${tally(rows)}; server ${seen.server >> 20} MiB, worker ${seen.worker >> 20} MiB`);

  assert.equal(last.status, 'completed');
  const byPath = new Map(rows.map((row) => [pathOf(row).toString('latin1'), row]));
  const pathOfCase = ({name}) => joined(root, Buffer.from(name)).toString('latin1');
  assert.deepEqual([...byPath.keys()].sort(), cases.map(pathOfCase).sort(), 'every file, and no other');
  assert.deepEqual(cases.map((one) => problemOf(one, byPath.get(pathOfCase(one)))).filter(Boolean), []);

  assert.ok(isAlive(server.pid), 'the same server');
  assert.deepEqual(seen.refusals, [], 'it answered all the time');
  assert.ok(seen.answers > 0);
  assert.ok(seen.server < kServerMemory, `the server had ${seen.server >> 20} MiB`);
  assert.ok(seen.worker < kWorkerMemory, `a worker had ${seen.worker >> 20} MiB`);
  assert.deepEqual(stateOf(root), before, 'nothing was written to the folder');
}

const kTitles = {
  pictures: 'pictures that inflate, repeat and claim without end cost at most themselves',
  containers: 'containers that are nested, circular and larger than the world cost at most themselves',
  texts: 'texts and sidecars that a parser pays for cost at most themselves',
  names: 'odd names on good and bad files',
  lies: 'every length that is stated, misstated',
  cuts: 'every kind of file, cut short',
  flips: 'every kind of file, damaged at random',
};

for (const [group, casesOf] of Object.entries(groups)) test(kTitles[group], (t) => survive(t, casesOf()));
