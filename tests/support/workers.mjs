// Workers that die on purpose.

import assert from 'node:assert/strict';
import path from 'node:path';
import {eventually} from './deadline.mjs';
import {descendants, hasOpen, nameOf, openFiles, signal} from './processes.mjs';

/** The worker that has the file open, killed. */
export async function killReaderOf(server, file, how = 'SIGKILL') {
  const pid = await eventually(`a worker reads ${path.basename(file)}`, () => server.workers().find((worker) => hasOpen(worker, file)),
    {detail: () => JSON.stringify({family: descendants(server.pid).map((pid) => [pid, nameOf(pid), openFiles(pid)]), log: server.log().slice(-2000)})});
  assert.ok(signal(pid, how));
  return pid;
}
