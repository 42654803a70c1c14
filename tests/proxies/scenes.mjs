// Sessions whose course a test decides: pictures are read at once, then a film holds the session for as long as the test wants.

import assert from 'node:assert/strict';
import {eventually} from '../support/deadline.mjs';
import {get} from '../support/http.mjs';
import {cancel, start, status} from '../support/ingest.mjs';
import {signal} from '../support/processes.mjs';
import {serve} from '../support/server.mjs';
import {plant, plantPictures, plantSlow, temporary} from '../support/tree.mjs';
import {kName, startProxy} from './proxy.mjs';

const kToken = 'a-token-for-what-comes-through-a-proxy';
export const kPictures = 30;

/** A server that may be reached under the proxy's name. */
export async function serveBehind(t, {root = temporary(t), args = []} = {}) {
  const server = await serve(t, {roots: [root], args: ['--token', kToken, '--allow-host', kName, '--workers', '2', ...args]});
  return Object.assign(server, {root, secret: kToken});
}

/** A server and, before it, the proxy. */
export async function behind(t, kind, options) {
  const server = await serveBehind(t, options);
  return {server, proxy: await startProxy(t, kind, server)};
}

/** Files for a session that ends when it is cancelled: pictures, one that is none, and a film larger than patience. The film keeps one of the two workers. */
export function heldTree(t) {
  const root = plantPictures(temporary(t), kPictures);
  plant(root, {'broken.png': 'no picture'});
  plantSlow(root, 'zz-film.mp4', 100);
  return root;
}

/** Starts that session, asking the server itself. → {id, freeze(), end()} */
export async function held(server) {
  const id = await start(server, {directory: server.root});
  return {
    id,
    /** Waits until only the film is left, and stops the work on it: from here on the session has no news. */
    async freeze() {
      await eventually('everything but the film is read', async () => isHeld(await status(server, id)));
      for (const worker of server.workers()) signal(worker, 'SIGSTOP');
    },
    async end() {
      const answer = await cancel(server, id);
      assert.equal(answer.status, 200, answer.text);
    },
  };
}

/** Everything but the film has an outcome. */
export const isHeld = (snapshot) => snapshot.processed_files === kPictures && snapshot.stats.errors === 1 && !snapshot.discovering;

/** How many streams the server says it has open. */
export async function streamsOpen(server) {
  const answer = await get(server, '/metrics');
  assert.equal(answer.status, 200, answer.text);
  return Number(/^sluice_streams_open (\d+)$/m.exec(answer.text)[1]);
}
