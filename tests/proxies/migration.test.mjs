// The programs of docs/migration.md, run as they stand against a session.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import {test} from 'node:test';
import {files, ingest, status} from '../support/ingest.mjs';
import {serve} from '../support/server.mjs';
import {Stream} from '../support/sse.mjs';
import {plant, plantPictures, temporary} from '../support/tree.mjs';
import {merged} from './patches.mjs';

const programs = [...fs.readFileSync(new URL('../../docs/migration.md', import.meta.url), 'utf8').matchAll(/^```js\n([^]*?)^```$/gm)].map((block) => block[1]);

/** As much of a browser's EventSource as the programs use; played(…) gives it the events of a stream. */
class Source extends EventTarget {
  static opened;
  closed = false;
  constructor(address) {
    super();
    Source.opened = {source: this, address};
  }
  close() {
    this.closed = true;
  }
}

async function played(server, id, program) {
  const seen = {shown: [], listed: []};
  new Function('EventSource', 'id', 'merge', 'show', 'list', program)(Source, id, merged, (snapshot) => seen.shown.push(snapshot), (failure) => seen.listed.push(failure));
  const {source, address} = Source.opened;
  const stream = await Stream.open(server, address);
  await stream.untilEnd();
  for (const {event, data} of stream.events) {
    const told = new MessageEvent(event, {data: JSON.stringify(data)});
    source.dispatchEvent(told);
    if (event === 'message') source.onmessage(told);
  }
  return {...seen, closed: source.closed};
}

test('both programs end with what status says, the second with every failure', async (t) => {
  const root = plantPictures(temporary(t), 20);
  plant(root, {'broken-1.png': 'no picture', 'broken-2.png': 'no picture'});
  const server = await serve(t, {roots: [root]});
  const {session_id: id} = await ingest(server, {directory: root});
  assert.equal(programs.length, 2);
  const [whole, patched] = [await played(server, id, programs[0]), await played(server, id, programs[1])];
  const now = await status(server, id);
  assert.deepEqual(whole.shown.at(-1), now);
  assert.deepEqual(patched.shown.at(-1), now);
  assert.equal(patched.closed, true);
  const failed = await files(server, id, {state: 'failed'});
  assert.deepEqual(patched.listed.map(({path}) => path).sort(), failed.map(({path}) => path).sort());
});
