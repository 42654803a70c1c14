// A reader of event streams that shows everything: ids, event names, comments, retry, the end; and that can stop reading.

import http from 'node:http';
import {within} from './deadline.mjs';

export class Stream {
  status = 0;
  headers = {};
  events = [];     // {id, event, data, at}
  comments = 0;
  retry = undefined;
  ended = false;
  error = undefined;
  body = '';       // of an answer that is no stream
  #text = '';
  #event = {data: []};
  #lastId = '';
  #listeners = new Set();

  /** Opens it and answers when the head has come. `path` as given; Last-Event-ID by `lastEventId`. */
  static async open(server, path, {lastEventId, headers = {}, stalled = false, ms = 10_000} = {}) {
    const stream = new Stream();
    const all = {Accept: 'text/event-stream', ...(lastEventId === undefined ? {} : {'Last-Event-ID': String(lastEventId)}), ...headers};
    const head = new Promise((resolve, reject) => {
      stream.request = http.get({host: server.host.replace(/[[\]]/g, ''), port: server.port, path, headers: all, agent: false}, resolve);
      stream.request.on('error', reject);
    });
    head.catch(() => {});
    stream.response = await within(ms, `GET ${path}`, head);
    stream.request.on('error', () => {});
    stream.status = stream.response.statusCode;
    stream.headers = stream.response.headers;
    if (stalled) stream.stall();
    else stream.read();
    return stream;
  }

  /** Reads nothing any more: the kernel's buffers fill, then the server cannot write. */
  stall() {
    this.response.pause();
    this.response.socket.pause();
  }

  read() {
    if (!this.reading) {
      this.reading = true;
      this.response.setEncoding('utf8');
      this.response.on('data', (text) => this.#take(text));
      this.response.on('end', () => this.#finish());
      this.response.on('error', (error) => this.#finish(error));
      this.response.on('aborted', () => this.#finish(new Error('cut off')));
    }
    this.response.socket?.resume();
    this.response.resume();
    return this;
  }

  close() {
    this.request.destroy();
    this.#finish();
  }

  /** The first event, past or to come, for which `predicate(data, event)` holds. */
  async until(what, predicate, ms = 30_000) {
    const look = () => this.events.find((event) => predicate(event.data, event));
    await this.#wait(ms, what, () => look() || this.ended);
    const found = look();
    if (!found) throw new Error(`the stream ended without ${what}; ${this.#lately()}`);
    return found;
  }

  async untilEnd(ms = 60_000) {
    await this.#wait(ms, 'the end of the stream', () => this.ended);
    return this;
  }

  async untilComments(count, ms) {
    await this.#wait(ms, `${count} comments`, () => this.comments >= count);
  }

  get last() {
    return this.events.at(-1);
  }

  async #wait(ms, what, condition) {
    if (condition()) return;
    let listener;
    const done = new Promise((resolve) => {
      listener = () => condition() && resolve();
      this.#listeners.add(listener);
    });
    try {
      await within(ms, what, done, () => this.#lately());
    } finally {
      this.#listeners.delete(listener);
    }
  }

  #lately() {
    return `(${this.events.length} events, the last: ${JSON.stringify(this.last)?.slice(0, 1500)})`;
  }

  #tell() {
    for (const listener of [...this.#listeners]) listener();
  }

  #finish(error) {
    if (this.ended) return;
    this.ended = true;
    this.error = error;
    this.#tell();
  }

  #take(text) {
    if (this.status !== 200) this.body += text;
    this.#text += text;
    for (let end; (end = this.#text.indexOf('\n')) >= 0;) {
      this.#line(this.#text.slice(0, end).replace(/\r$/, ''));
      this.#text = this.#text.slice(end + 1);
    }
    this.#tell();
  }

  #line(line) {
    if (line === '') return this.#dispatch();
    if (line.startsWith(':')) {
      this.comments++;
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#event.data.push(value);
    else if (field === 'event') this.#event.event = value;
    else if (field === 'id') this.#lastId = value;
    else if (field === 'retry') this.retry = Number(value);
  }

  #dispatch() {
    const {data, event = 'message'} = this.#event;
    this.#event = {data: []};
    if (data.length === 0) return;
    this.events.push({id: this.#lastId, event, data: JSON.parse(data.join('\n')), at: performance.now()});
  }
}
