// Requests as they stand: the path is sent byte for byte, any header may be given, nothing is followed or retried.

import http from 'node:http';
import {within} from './deadline.mjs';

/**
 * One request on its own connection → {status, headers, body: Buffer, text, json()}.
 * `json` is sent as application/json; `body` as it is, with whatever headers say.
 */
export async function request(server, method, path, {headers = {}, json, body, ms = 20_000} = {}) {
  const payload = json === undefined ? body : JSON.stringify(json);
  const all = {...(json === undefined ? {} : {'Content-Type': 'application/json'}), ...headers};
  if (payload !== undefined && !('Content-Length' in all) && !('Transfer-Encoding' in all)) all['Content-Length'] = Buffer.byteLength(payload);
  let outgoing;
  const answer = new Promise((resolve, reject) => {
    outgoing = http.request({host: server.host.replace(/[[\]]/g, ''), port: server.port, method, path, headers: all, agent: false}, (incoming) => {
      const chunks = [];
      incoming.on('data', (chunk) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({status: incoming.statusCode, headers: incoming.headers, body: bytes, text: bytes.toString('utf8'), json: () => JSON.parse(bytes.toString('utf8'))});
      });
    });
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
  answer.catch(() => {});
  try {
    return await within(ms, `${method} ${path.slice(0, 200)}`, answer);
  } finally {
    outgoing.destroy();
  }
}

export const get = (server, path, options) => request(server, 'GET', path, options);
export const post = (server, path, json, options) => request(server, 'POST', path, {json: json ?? {}, ...options});
