// One stream for all tabs of a browser: HTTP/1.1 gives a host six connections, and each stream would hold one for good.
// A SharedWorker owns the EventSource; what a tab gets looks like an EventSource of its own.

import { directTransport, kClosed, type Source, type Transport } from './transport';

/** To the worker. */
export type Request = { open: string } | { close: string };

/** From the worker, about one address. */
export type Report =
  | { url: string; state: number }
  | { url: string; data: string; lastEventId: string };

class SharedSource implements Source {
  readyState = 0;
  onopen: Source['onopen'] = null;
  onmessage: Source['onmessage'] = null;
  onerror: Source['onerror'] = null;

  constructor(private readonly url: string, private readonly port: MessagePort, private readonly onClose: (source: SharedSource) => void) {
    this.port.postMessage({ open: url } satisfies Request);
  }

  take(report: Report): void {
    if (this.readyState === kClosed) return;
    if ('data' in report) {
      this.onmessage?.(report);
      return;
    }
    this.readyState = report.state;
    if (report.state === 1) this.onopen?.();
    else this.onerror?.();
  }

  close(): void {
    if (this.readyState === kClosed) return;
    this.readyState = kClosed;
    this.port.postMessage({ close: this.url } satisfies Request);
    this.onClose(this);
  }

  isFor(url: string): boolean {
    return this.url === url;
  }
}

function sharedTransport(worker: SharedWorker): Transport {
  let broken = false;
  const sources = new Set<SharedSource>();
  worker.port.onmessage = (event: MessageEvent<Report>) => {
    for (const source of [...sources]) if (source.isFor(event.data.url)) source.take(event.data);
  };
  worker.onerror = () => {
    broken = true;  // could not be loaded: each tab for itself
    for (const source of [...sources]) source.take({ url: '', state: kClosed });
    sources.clear();
  };
  return {
    open(url) {
      if (broken) return directTransport.open(url);
      const source = new SharedSource(url, worker.port, (closed) => sources.delete(closed));
      sources.add(source);
      return source;
    },
  };
}

export function chooseTransport(): Transport {
  if (typeof SharedWorker !== 'function') return directTransport;
  try {
    return sharedTransport(new SharedWorker(new URL('./stream-worker.ts', import.meta.url), { name: 'sluice-stream' }));
  } catch {
    return directTransport;
  }
}
