// By how much this machine's clock differs from the server's. A request tells: the server looked at its clock about half
// way between sending and receiving, and the shorter the way, the less that can be wrong.

export interface ClockReading {
  sentAt: number;      // milliseconds, this machine's clock
  receivedAt: number;
  serverMicros: number | undefined;
}

export class ServerClock {
  private bestTrip = Infinity;
  private best = 0;

  /** Server minus browser, in milliseconds; 0 while the server has not told. */
  get offset(): number {
    return this.best;
  }

  read({ sentAt, receivedAt, serverMicros }: ClockReading): void {
    const trip = receivedAt - sentAt;
    if (serverMicros === undefined || trip < 0 || trip > this.bestTrip) return;
    this.bestTrip = trip;
    this.best = serverMicros / 1000 - (sentAt + receivedAt) / 2;
  }

  /** Clocks drift, and are set: only what is read from now on counts. */
  forget(): void {
    this.bestTrip = Infinity;
  }
}
