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

/**
 * Whether a child has become the program of that name. Before its exec it is a copy of its parent, with all that the
 * parent has open; the kernel gives it the new name after it has closed what the new program does not inherit.
 */
export const hasBecome = (pid, name) => nameOf(pid) === name;

/** What the kernel calls it; '' when it is gone. */
export function nameOf(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
  } catch {
    return '';
  }
}

/** Alive, and not merely waiting to be reaped. */
export function isAlive(pid) {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** The paths of what the process has open. Needs the same user. */
export function openFiles(pid) {
  try {
    return fs.readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return fs.readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}

/** Whether the process has the file open. */
export const hasOpen = (pid, path) => openFiles(pid).includes(path);

export function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
