// A server looked after while it works: memory of it and of its workers, and whether it goes on answering.

import fs from 'node:fs';
import {get} from './http.mjs';

/** The most memory that a process has ever had resident, in bytes; 0 when it is gone. */
export function peakMemory(pid) {
  try {
    return 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Looks every 20 ms at the memory and asks /healthz again and again until `stop()` → {server, worker (bytes), answers, refusals}. */
export function watch(server) {
  const seen = {server: 0, worker: 0, answers: 0, refusals: []};
  let over = false;
  const look = () => {
    seen.server = Math.max(seen.server, peakMemory(server.pid));
    seen.worker = Math.max(seen.worker, ...server.workers().map(peakMemory));
  };
  const timer = setInterval(look, 20);
  const asking = (async () => {
    while (!over) {
      const answer = await get(server, '/healthz').then(({status}) => status, (error) => error.message);
      if (answer === 200) seen.answers++;
      else seen.refusals.push(answer);
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
  })();
  return {
    async stop() {
      over = true;
      clearInterval(timer);
      await asking;
      look();
      return seen;
    },
  };
}
