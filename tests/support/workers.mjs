// Workers that die on purpose.

import assert from 'node:assert/strict';
import path from 'node:path';
import {eventually} from './deadline.mjs';
import {hasOpen, signal} from './processes.mjs';

/** The worker that has the file open, killed. */
export async function killReaderOf(server, file, how = 'SIGKILL') {
  const pid = await eventually(`a worker reads ${path.basename(file)}`, () => server.workers().find((worker) => hasOpen(worker, file)));
  assert.ok(signal(pid, how));
  return pid;
}
