// A proxy between the browser and the server that does to streams what bad proxies do. Everything else passes.
//
//   pass      as it comes
//   refuse    503 to every new stream
//   swallow   the head of the answer passes, its body does not: a buffer that never fills
//
// It also knows how many streams are open.

import http from 'node:http';
import {cleanup} from './cleanup.mjs';

const kStream = '/api/ingest/stream/';

/** In front of `server` ({host, port}, may be set anew): {url, mode, streams, opened, cut(), block(prefix)}. */
export async function faultProxy(t, server) {
  const open = new Set();
  const proxy = {
    server, mode: 'pass', opened: 0, blocked: null,
    get streams() { return open.size; },
    /** Ends every open stream in the middle. */
    cut() { for (const {response} of open) response.destroy(); },
  };
  const front = http.createServer((request, response) => {
    const isStream = request.url.startsWith(kStream);
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
