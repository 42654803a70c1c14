// Runs as a SharedWorker.

import { api } from './client';
import { Room } from './room';
import type { FromWorker, ToWorker } from './shared-way';
import { openEventSource } from './source';
import { WorkerRooms } from './worker-rooms';

const kSweepMs = 10_000;

const rooms = new WorkerRooms((sessionId) => new Room({
  sessionId, openSource: openEventSource, fetchStatus: (signal) => api.status(sessionId, signal),
}));

addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0]!;
  const take = rooms.connect((message: FromWorker) => port.postMessage(message));
  port.onmessage = (message: MessageEvent<ToWorker>) => take(message.data);
  port.addEventListener('close', () => take({ type: 'leave' }));  // the tab has died; Chromium tells
});

setInterval(() => rooms.sweep(), kSweepMs);
