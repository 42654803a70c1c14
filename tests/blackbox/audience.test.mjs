// Many readers of one session, some of which read nothing: nobody waits for anybody.

import assert from 'node:assert/strict';
import {test} from 'node:test';
import {get} from '../support/http.mjs';
import {openStream, start, status} from '../support/ingest.mjs';
import {checkEvents} from '../support/snapshot.mjs';
import {serve} from '../support/server.mjs';
import {plantPictures, plantSlow, temporary} from '../support/tree.mjs';

test('fifty readers, ten of them stalled, all end with the same last state', async (t) => {
  const root = plantPictures(temporary(t), 300);
  for (let i = 0; i < 2; i++) plantSlow(root, `zz-film-${i}.mp4`, 1);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const streams = await Promise.all(Array.from({length: 50}, (_, i) => openStream(server, id, {stalled: i % 5 === 0})));
  const stalled = streams.filter((_, i) => i % 5 === 0);
  const live = streams.filter((_, i) => i % 5 !== 0);
  await Promise.all(live.map((stream) => stream.untilEnd()));
  const last = checkEvents(live[0].events);
  assert.equal(last.status, 'completed');
  for (const stream of live) assert.deepEqual(checkEvents(stream.events), last);
  await Promise.all(stalled.map((stream) => stream.read().untilEnd()));
  for (const stream of stalled) assert.deepEqual(checkEvents(stream.events), last, 'a stalled reader ends with the newest state too');
  assert.deepEqual(await status(server, id), last);
});

test('a silent stream is kept alive by comments', async (t) => {
  const root = temporary(t);
  plantSlow(root, 'film.mp4', 100);
  const server = await serve(t, {roots: [root], args: ['--workers', '1']});
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  await stream.until('the film under way', (s) => s.current_file?.endsWith('film.mp4') && !s.discovering);
  const before = stream.events.length;
  await stream.untilComments(1, 15_000);
  assert.ok(stream.events.length <= before + 1, 'it was silent');
  stream.close();
});

test('over the limit a stream is refused with Retry-After, and a place that was left is given again', async (t) => {
  const root = temporary(t);
  plantSlow(root, 'film.mp4', 100);
  const server = await serve(t, {roots: [root], args: ['--max-streams', '2']});
  const id = await start(server, {directory: root});
  const [a, b] = [await openStream(server, id), await openStream(server, id)];
  const refused = await openStream(server, id);
  await refused.untilEnd();
  assert.equal(refused.status, 503);
  assert.ok(Number(refused.headers['retry-after']) > 0);
  assert.equal((await get(server, `/api/ingest/status/${id}`)).status, 200, 'polling goes on');
  a.close();
  let again = {status: 503};
  for (const end = Date.now() + 10_000; again.status === 503 && Date.now() < end;) again = await openStream(server, id);
  assert.equal(again.status, 200);
  b.close();
  again.close();
});
