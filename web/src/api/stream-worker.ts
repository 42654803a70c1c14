// Runs as a SharedWorker: owns one EventSource for each session that some tab follows. Tabs may ask with different
// ?last_event_id; the path alone names the stream, and a tab that joins gets the newest event again.

import type { Report, Request } from './shared-transport';

interface Follower {
  port: MessagePort;
  url: string;
}

interface Stream {
  source: EventSource;
  followers: Follower[];
  last: { data: string; lastEventId: string } | null;
}

const streams = new Map<string, Stream>();
const keyOf = (url: string): string => url.split('?', 1)[0]!;
const send = (follower: Follower, report: Report): void => follower.port.postMessage(report);

function open(port: MessagePort, url: string): void {
  const follower = { port, url };
  const running = streams.get(keyOf(url));
  if (running && running.source.readyState !== 2) {
    running.followers.push(follower);
    if (running.source.readyState === 1) send(follower, { url, state: 1 });
    if (running.last) send(follower, { url, ...running.last });
    return;
  }
  const stream: Stream = { source: new EventSource(url), followers: [follower], last: null };
  streams.set(keyOf(url), stream);
  const tell = (): void => {
    for (const each of stream.followers) send(each, { url: each.url, state: stream.source.readyState });
  };
  stream.source.onopen = tell;
  stream.source.onerror = () => {
    tell();
    if (stream.source.readyState === 2 && streams.get(keyOf(url)) === stream) streams.delete(keyOf(url));
  };
  stream.source.onmessage = (event: MessageEvent<string>) => {
    stream.last = { data: event.data, lastEventId: event.lastEventId };
    for (const each of stream.followers) send(each, { url: each.url, ...stream.last });
  };
}

function close(port: MessagePort, url: string): void {
  const stream = streams.get(keyOf(url));
  if (!stream) return;
  const index = stream.followers.findIndex((each) => each.port === port && each.url === url);
  if (index >= 0) stream.followers.splice(index, 1);
  if (stream.followers.length > 0) return;
  stream.source.close();
  streams.delete(keyOf(url));
}

addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0]!;
  port.onmessage = (message: MessageEvent<Request>) => {
    if ('open' in message.data) open(port, message.data.open);
    else close(port, message.data.close);
  };
});
