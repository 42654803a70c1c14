// Event streams as browsers get them through a proxy: compressed, or over HTTP/2 with TLS.

import http2 from 'node:http2';
import zlib from 'node:zlib';
import {cleanup} from '../support/cleanup.mjs';
import {within} from '../support/deadline.mjs';
import {Stream} from '../support/sse.mjs';
import {kName} from './proxy.mjs';

// What has been flushed is decoded at once; a stream that is cut off in the middle is no error of the decoder.
const gunzip = () => zlib.createGunzip({flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH});

/** Opens a stream that offers gzip, and reads it whether or not the server takes the offer. */
export async function openCompressed(address, path, {headers = {}, ...options} = {}) {
  const stream = await Stream.open(address, path, {...options, headers: {...headers, 'Accept-Encoding': 'gzip'}, stalled: true});
  const incoming = stream.response;
  incoming.socket.resume();
  if (stream.headers['content-encoding'] === 'gzip') {
    stream.response = incoming.pipe(gunzip());
    incoming.on('error', (error) => stream.response.destroy(error));
  }
  return stream.read();
}

/** One HTTP/2 connection to the proxy's TLS port. The certificate is the test's own, so it is not checked. */
export async function connect2(t, address) {
  const session = http2.connect(`https://127.0.0.1:${address.tlsPort}`, {servername: kName, rejectUnauthorized: false, ALPNProtocols: ['h2']});
  cleanup(t, () => session.destroy());
  session.on('error', () => {});
  await within(10_000, 'an HTTP/2 connection', new Promise((resolve, reject) => session.once('connect', resolve).once('error', reject).once('close', () => reject(new Error('closed')))));
  return session;
}

/** A request on that connection → {status, headers, outgoing}, when its head has come. With `json` it is a POST. */
async function ask2(session, path, headers, json) {
  const outgoing = session.request({':path': path, ':authority': kName, ...headers, ...(json ? {':method': 'POST', 'content-type': 'application/json'} : {})}, {endStream: !json});
  if (json) outgoing.end(JSON.stringify(json));
  const head = new Promise((resolve, reject) => outgoing.once('response', resolve).once('error', reject));
  head.catch(() => {});
  const answer = await within(10_000, `GET ${path} over HTTP/2`, head);
  return {status: answer[':status'], headers: answer, outgoing};
}

/** An event stream on that connection. */
export async function openStream2(session, path, headers) {
  const {status, headers: head, outgoing} = await ask2(session, path, {accept: 'text/event-stream', ...headers});
  const stream = new Stream();
  return Object.assign(stream, {status, headers: head, response: outgoing, request: {destroy: () => outgoing.close(http2.constants.NGHTTP2_CANCEL)}}).read();
}

/** An ordinary answer on that connection, whole. */
export async function request2(session, path, headers, json) {
  const {status, headers: head, outgoing} = await ask2(session, path, headers, json);
  const chunks = [];
  outgoing.on('data', (chunk) => chunks.push(chunk));
  await within(10_000, `the body of ${path} over HTTP/2`, new Promise((resolve, reject) => outgoing.once('end', resolve).once('error', reject)));
  return {status, headers: head, text: Buffer.concat(chunks).toString('utf8')};
}
