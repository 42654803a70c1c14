// Tells the other tabs that a command has made a session move: those at rest hold no connection that would tell them.
// Closed while the page is away, since an open channel keeps a page out of the back/forward cache.

export class OtherTabs {
  private channel: BroadcastChannel | null = null;

  open(onSession: (id: string) => void): void {
    if (this.channel !== null || typeof BroadcastChannel !== 'function') return;
    this.channel = new BroadcastChannel('sluice');
    this.channel.onmessage = (event: MessageEvent<string>) => onSession(event.data);
  }

  tell(id: string): void {
    this.channel?.postMessage(id);
  }

  close(): void {
    this.channel?.close();
    this.channel = null;
  }
}
