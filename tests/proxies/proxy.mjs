// A proxy in front of a running server: started on free loopback ports with a configuration of its own, ended by its id.

import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {spawn} from 'node:child_process';
import {cleanup} from '../support/cleanup.mjs';
import {eventually, within} from '../support/deadline.mjs';
import {get} from '../support/http.mjs';
import {descendants, isAlive, signal} from '../support/processes.mjs';
import {temporary} from '../support/tree.mjs';
import {certificate} from './certificate.mjs';
import {kinds} from './kinds.mjs';

/** The name under which browsers reach the proxy; the server is started with --allow-host for it. */
export const kName = 'nas.example';

async function freePorts(count) {
  const servers = await Promise.all(Array.from({length: count}, () => new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject).listen(0, '127.0.0.1', () => resolve(server));
  })));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => { server.close(resolve); })));
  return ports;
}

function launch(command, folder) {
  const child = spawn(command[0], command.slice(1), {cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: {PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder}});
  const proxy = {pid: child.pid, output: '', over: false};
  for (const pipe of [child.stdout, child.stderr]) pipe.setEncoding('utf8').on('data', (text) => { proxy.output = (proxy.output + text).slice(-20_000); });
  proxy.ended = new Promise((resolve) => {
    child.on('error', (error) => resolve(String(error)));
    child.on('close', (code, how) => resolve(code ?? how));
  }).finally(() => { proxy.over = true; });
  return proxy;
}

async function finish(proxy) {
  const children = descendants(proxy.pid ?? -1);
  if (!proxy.over && proxy.pid) signal(proxy.pid, 'SIGTERM');
  try {
    await within(10_000, 'the end of the proxy', proxy.ended, () => proxy.output);
  } catch (error) {
    signal(proxy.pid, 'SIGKILL');
    throw error;
  } finally {
    children.filter(isAlive).forEach((child) => signal(child, 'SIGKILL'));
  }
}

async function answers(proxy, address, headers) {
  if (proxy.over) throw new Error(`the proxy ended (${await proxy.ended}): ${proxy.output}`);
  try {
    return (await get(address, '/healthz', {headers})).status === 200;
  } catch {
    return false;
  }
}

/**
 * Starts the proxy with the documented configuration in front of `server` and waits until a request gets through.
 * → {host, port, tlsPort, headers}: host and port as a server's; `headers` are what a logged-in client sends.
 */
export async function startProxy(t, kind, server) {
  const folder = temporary(t, kind);
  const [port, tlsPort] = await freePorts(2);
  const files = kinds[kind].speaksTls ? certificate(folder) : {};
  const plan = kinds[kind].configure({upstream: `${server.host}:${server.port}`, port, tlsPort, folder, ...files});
  if (!fs.existsSync(plan.command[0])) throw new Error(`${plan.command[0]} is not there: scripts/setup proxies installs it`);
  for (const [name, text] of Object.entries(plan.files)) fs.writeFileSync(path.join(folder, name), text);
  const proxy = launch(plan.command, folder);
  cleanup(t, () => finish(proxy));
  const address = {kind, host: '127.0.0.1', port, tlsPort, headers: {Host: kName, Authorization: `Bearer ${server.secret}`}};
  await eventually(`${kind} answers`, () => answers(proxy, address, address.headers), {every: 50, ms: 20_000});
  return address;
}
