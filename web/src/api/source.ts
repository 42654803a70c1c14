// The part of EventSource that is used, so that tests can play it. After CLOSED it never comes back by itself.

import { kEventTypes, type EventType } from './reader';

export const kConnecting = 0;
export const kOpen = 1;
export const kClosed = 2;

export interface Source {
  readonly readyState: number;
  close(): void;
}

export interface SourceListener {
  opened(): void;
  event(type: EventType, data: string, id: string): void;
  /** Closed for good, or about to reconnect by itself: readyState tells. */
  failed(): void;
}

export type OpenSource = (url: string, listener: SourceListener) => Source;

export const openEventSource: OpenSource = (url, listener) => {
  const source = new EventSource(url);
  source.onopen = () => listener.opened();
  source.onerror = () => listener.failed();
  for (const type of kEventTypes) {
    source.addEventListener(type, (event: MessageEvent<string>) => listener.event(type, event.data, event.lastEventId));
  }
  return source;
};

const kReviveMs = 100;

/**
 * Sources of a page that may go to the back/forward cache. WebKit brings an EventSource that was closed in pagehide back
 * to life a few seconds after the return, so what was closed before is closed once more then.
 */
export class PageSources {
  private closed: Source | null = null;

  constructor(private readonly openSource: OpenSource = openEventSource) {}

  readonly open: OpenSource = (url, listener) => {
    const source = this.openSource(url, listener);
    return {
      get readyState() { return source.readyState; },
      close: () => {
        source.close();
        this.closed = source;
      },
    };
  };

  /** pageshow, from the cache. */
  returned(): void {
    const { closed } = this;
    setTimeout(() => closed?.close(), kReviveMs);
  }
}
