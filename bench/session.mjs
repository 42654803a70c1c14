// One real session for browsers to look at: many small files, the real server, its files held back at the gate until
// every page is there. close() ends every process that was started, by its id.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import {execFileSync, spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const binary = path.resolve(process.env.SLUICE_BINARY ?? path.join(here, '../build/release/sluice'));

/** A folder of `files` small pictures, of which each `brokenEvery`-th is cut off; gone with remove(). */
export function makeTree(files, brokenEvery = 0) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-bench-'));
  const media = path.join(folder, 'media');
  execFileSync(path.join(here, 'tree.py'), [media, String(files), String(brokenEvery)]);
  return {folder, media, files, remove: () => fs.rmSync(folder, {recursive: true, force: true})};
}

function started(argv, input = 'ignore') {
  const child = spawn(argv[0], argv.slice(1), {stdio: [input, 'pipe', 'inherit']});
  const lines = readline.createInterface({input: child.stdout})[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => child.on('close', resolve));
  return {
    child,
    line: async () => {
      const {value, done} = await lines.next();
      if (done) throw new Error(`${argv[0]} ended early`);
      return value;
    },
    end: (how) => (child.exitCode === null && child.kill(how), ended),
  };
}

/** The real server over the tree, with a data folder of its own: {url, close()}. */
export async function serveTree(tree) {
  const data = fs.mkdtempSync(path.join(tree.folder, 'data-'));
  const server = started([binary, 'serve', tree.media, '--listen', '127.0.0.1:0', '--data', data, '--log-level', 'error']);
  const url = /http:\S+?(?=\/$)/.exec(await server.line())[0];
  return {url, close: () => server.end('SIGTERM')};
}

export async function beginSession(tree) {
  const server = await serveTree(tree);
  const {url} = server;
  const gate = started([path.join(here, 'gate.py'), tree.media], 'pipe');
  await gate.line();
  const answer = await fetch(`${url}/api/ingest/process`, {
    method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({parameters: {directory: tree.media}})});
  const id = (await answer.json()).session_id;
  return {
    url, id,
    page: `${url}/ingest-v2#session=${id}`,
    /** From here on files pass: `rate` a second, or all. */
    open: (rate) => gate.child.stdin.write(rate ? `rate ${rate}\n` : 'open\n'),
    status: async () => (await fetch(`${url}/api/ingest/status/${id}`)).json(),
    /** sluice_streams_open, or null where the server tells no metrics. */
    streamsOpen: async () => {
      const metrics = await fetch(`${url}/metrics`);
      const found = /^sluice_streams_open(?:\{[^}]*\})? (\d+)/m.exec(await metrics.text());
      return found ? Number(found[1]) : null;
    },
    close: async () => {
      await gate.end('SIGTERM');
      await server.close();
    },
  };
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The first value of `probe` that is not false; an error after `ms`. */
export async function until(what, probe, ms = 60_000) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) {
    const value = await probe();
    if (value) return value;
  }
  throw new Error(`not within ${ms} ms: ${what}`);
}

/** The value that `share` of all do not exceed. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}
