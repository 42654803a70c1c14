// Processes that a test started, looked at through /proc.

import fs from 'node:fs';

/** The ids of all descendants of a process. */
export function descendants(pid) {
  const out = [];
  let threads;
  try {
    threads = fs.readdirSync(`/proc/${pid}/task`);
  } catch {
    return out;
  }
  for (const thread of threads) {
    let text = '';
    try {
      text = fs.readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8');
    } catch { /* the thread has ended */ }
    for (const child of text.split(' ').filter(Boolean).map(Number)) out.push(child, ...descendants(child));
  }
  return out;
}

/** Alive, and not merely waiting to be reaped. */
export function isAlive(pid) {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Whether the process has the file open. Needs the same user. */
export function hasOpen(pid, path) {
  try {
    return fs.readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return fs.readlinkSync(`/proc/${pid}/fd/${fd}`) === path;
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

export function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
