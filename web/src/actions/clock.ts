// Keeps the difference between the server's clock and ours: every reading of the configuration tells it.

import type { Api } from '../api/client';
import { ServerClock } from '../api/clock';
import type { Config } from '../api/types';
import type { Store } from '../state/store';

const kReadings = 3;
const kGoodForMs = 600_000;

export class ClockActions {
  private readonly clock = new ServerClock();
  private firstAt = 0;
  private readings = 0;

  constructor(private readonly store: Store, private readonly api: Api) {}

  /** The configuration, and the server's clock with it. */
  async config(): Promise<Config> {
    const sentAt = Date.now();
    const config = await this.api.config();
    this.clock.read({ sentAt, receivedAt: Date.now(), serverMicros: config.time });
    this.readings += 1;
    if (this.clock.offset !== this.store.state.clockOffset) this.store.dispatch({ type: 'clock', offset: this.clock.offset });
    return config;
  }

  /** A few more readings, of which the quickest counts; after a while, all again. */
  async refine(): Promise<void> {
    if (this.store.state.config?.time === undefined) return;
    if (Date.now() - this.firstAt > kGoodForMs) {
      this.firstAt = Date.now();
      this.readings = 0;
      this.clock.forget();
    }
    try {
      while (this.readings < kReadings) await this.config();
    } catch { /* the server is away: what is known serves */ }
  }
}
