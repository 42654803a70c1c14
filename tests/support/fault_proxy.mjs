// A proxy between the browser and the server that does to streams what bad proxies do. Everything else passes.
//
//   pass      as it comes
//   refuse    503 to every new stream
//   swallow   the head of the answer passes, its body does not: a buffer that never fills
//   down      no connection is answered, as if the cable were out
//
// `slow` ({bytesPerSecond, delayMs}) makes it a bad line: each answer begins late and comes at that speed.
// It also knows how many streams are open.

import http from 'node:http';
import {Transform} from 'node:stream';
import {cleanup} from './cleanup.mjs';

const kStream = '/api/ingest/stream/';

// What a line gives each answer every so often; several share it as if each had a line of its own.
const kSliceMs = 50;

/** Lets bytes through at a speed. */
function slowLine({bytesPerSecond, delayMs}) {
  const slice = Math.max(1, Math.round((bytesPerSecond * kSliceMs) / 1000));
  let due = performance.now() + delayMs;
  const later = (at) => new Promise((resolve) => { setTimeout(resolve, at - performance.now()); });
  return new Transform({
    async transform(chunk, _encoding, done) {
      for (let at = 0; at < chunk.length; at += slice) {
        await later(due);
        due = Math.max(due, performance.now()) + kSliceMs * Math.min(1, (chunk.length - at) / slice);
        this.push(chunk.subarray(at, at + slice));
      }
      done();
    },
  });
}

/** In front of `server` ({host, port}, may be set anew): {url, mode, slow, blocked, streams, opened, cut()}. */
export async function faultProxy(t, server) {
  const open = new Set();
  const proxy = {
    server, mode: 'pass', slow: null, opened: 0, blocked: null,
    get streams() { return open.size; },
    /** Ends every open stream in the middle. */
    cut() { for (const {response} of open) response.destroy(); },
  };
  const front = http.createServer((request, response) => {
    const isStream = request.url.startsWith(kStream);
    if (proxy.mode === 'down') return void response.destroy();
    if (proxy.blocked?.(request.url)) return void response.writeHead(404).end();
    if (isStream && proxy.mode === 'refuse') return void response.writeHead(503, {'Retry-After': '1'}).end();
    const {host, port} = proxy.server;
    const onward = http.request({host, port, method: request.method, path: request.url, headers: request.headers, agent: false});
    request.pipe(onward);
    onward.on('error', () => response.destroy());  // the server is away
    response.on('close', () => onward.destroy());
    onward.on('response', (incoming) => {
      response.writeHead(incoming.statusCode, incoming.headers);
      response.flushHeaders();
      incoming.on('error', () => response.destroy());
      incoming.on('aborted', () => response.destroy());
      if (isStream && incoming.statusCode === 200) follow(response);
      if (isStream && proxy.mode === 'swallow') incoming.resume();
      else if (proxy.slow) incoming.pipe(slowLine(proxy.slow)).pipe(response);
      else incoming.pipe(response);
    });
  });
  function follow(response) {
    const stream = {response};
    proxy.opened += 1;
    open.add(stream);
    response.on('close', () => open.delete(stream));
  }
  await new Promise((resolve) => { front.listen(0, '127.0.0.1', resolve); });
  proxy.url = `http://127.0.0.1:${front.address().port}`;
  cleanup(t, () => new Promise((resolve) => {
    front.close(resolve);
    front.closeAllConnections();
  }));
  return proxy;
}
