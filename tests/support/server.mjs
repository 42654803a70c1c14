// The real binary, started on a free loopback port with a data folder of its own, and ended by its id.

import fs from 'node:fs';
import path from 'node:path';
import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {cleanup} from './cleanup.mjs';
import {eventually, within} from './deadline.mjs';
import {descendants, hasBecome, isAlive, signal} from './processes.mjs';
import {temporary} from './tree.mjs';

export const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const samplesFolder = path.join(repository, 'samples');
export const binary = path.resolve(process.env.SLUICE_BINARY ?? path.join(repository, 'build/release/sluice'));

/** The environment of a test: nothing of the caller's configuration. */
const cleanEnvironment = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(SLUICE_|NODE_)/.test(name)));

/** Starts the binary with any arguments: {child, pid, output: {stdout, stderr}, ended: Promise<{code, signal}>}. */
export function launch(args, {env = {}, cwd} = {}) {
  if (!fs.existsSync(binary)) throw new Error(`${binary} is not there: build first, or set SLUICE_BINARY`);
  const child = spawn(binary, args, {env: {...cleanEnvironment(), ...env}, cwd, stdio: ['ignore', 'pipe', 'pipe']});
  const output = {stdout: '', stderr: ''};
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => { output[name] = (output[name] + text).slice(-4_000_000); });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, how) => resolve({code, signal: how}));
  });
  return {child, pid: child.pid, output, ended};
}

/** Runs a command to its end: {code, stdout, stderr}. */
export async function run(t, args, {ms = 30_000, ...options} = {}) {
  const started = launch(args, options);
  cleanup(t, () => signal(started.pid, 'SIGKILL'));
  const {code, signal: how} = await within(ms, `sluice ${args.join(' ')}`, started.ended, () => started.output.stderr.slice(-2000));
  return {code, signal: how, ...started.output};
}

async function firstLine({child, output, ended}) {
  const line = new Promise((resolve) => {
    const look = () => output.stdout.includes('\n') && resolve(output.stdout.slice(0, output.stdout.indexOf('\n')));
    child.stdout.on('data', look);
    look();
  });
  const gone = ended.then(({code, signal: how}) => { throw new Error(`the server ended (${code ?? how}): ${output.stderr.slice(-2000)}`); });
  return within(20_000, 'the first line of stdout', Promise.race([line, gone]), () => output.stderr.slice(-2000));
}

/**
 * `sluice serve`. Ended with the test unless it has ended by itself; its workers must not outlive it.
 * {roots: [folder], data, args, env} → {url, host, port, token, pid, data, roots, log(), stop(), kill(), workers()}
 */
export async function serve(t, {roots, data = temporary(t, 'data'), args = [], env, listen = '127.0.0.1:0'} = {}) {
  const started = launch(['serve', ...roots, '--listen', listen, '--data', data, ...args], {env});
  const {pid, ended, output} = started;
  let over = false;
  ended.then(() => { over = true; }, () => { over = true; });

  const finish = async (how) => {
    const workers = descendants(pid);
    if (!over) signal(pid, how);
    const end = await within(15_000, `the end of the server after ${how}`, ended, () => output.stderr.slice(-2000));
    try {
      await eventually('the workers end with their server', () => !workers.some(isAlive), {ms: 10_000});
    } finally {
      workers.filter(isAlive).forEach((worker) => signal(worker, 'SIGKILL'));
    }
    return end;
  };
  cleanup(t, async () => {
    if (!over) await finish('SIGKILL');
  });

  const line = await firstLine(started);
  const match = /^sluice listening on (http:\/\/(\[[^\]]+\]|[^:/]+):(\d+)\/)(?:\?token=(\S+))?$/.exec(line);
  if (!match) throw new Error(`the first line on stdout is not the documented one: ${line}`);
  return {
    url: match[1].replace(/\/$/, ''), host: match[2], port: Number(match[3]), token: match[4], line, pid, data, roots,
    log: () => output.stderr,
    ended,
    workers: () => descendants(pid).filter((child) => hasBecome(child, 'sluice-worker')),
    stop: (how = 'SIGTERM') => finish(how),
    kill: () => finish('SIGKILL'),
  };
}
