// Where a stream's events come from. An EventSource of this tab, or one that all tabs of the browser share; both look
// the same to SessionStream.

/** The part of EventSource that is used. After CLOSED it never comes back by itself. */
export interface Source {
  readonly readyState: number;
  onopen: (() => void) | null;
  onmessage: ((event: { data: string; lastEventId: string }) => void) | null;
  onerror: (() => void) | null;
  close(): void;
}

export interface Transport {
  open(url: string): Source;
}

export const kClosed = 2;

export const directTransport: Transport = {
  open: (url) => new EventSource(url) as unknown as Source,
};
