// Reads one connection of the patch form: events in, states and failures out. A patch applies to the state before it on
// the same connection, so a reader lives as long as its connection's last snapshot.

import { mergePatch, type Json } from './merge';
import type { Failure, Snapshot } from './types';

export const kEventTypes = ['snapshot', 'patch', 'failure', 'end', 'gone'] as const;
export type EventType = (typeof kEventTypes)[number];

export type StreamEvent =
  | { type: 'state'; snapshot: Snapshot; first: boolean; restart: boolean; omitted: number | null; end: boolean }
  | { type: 'failure'; failure: Failure }
  | { type: 'gone' };

export class StreamReader {
  private state: Snapshot | null = null;
  private first = true;

  /** The newest version that this connection has shown. */
  get version(): number | null {
    return this.state?.version ?? null;
  }

  /** The connection is a new one: its snapshot comes first. */
  reconnected(): void {
    this.state = null;
    this.first = true;
  }

  /** Null for what cannot be understood; the next snapshot puts it right. */
  read(type: EventType, data: string): StreamEvent | null {
    if (type === 'gone') return { type };
    const value = parse(data);
    if (value === null) return null;
    if (type === 'failure') return isFailure(value) ? { type, failure: value } : null;
    if (type === 'patch') return this.patched(value);
    return this.replaced(value, type === 'end');
  }

  private patched(patch: Record<string, Json>): StreamEvent | null {
    if (this.state === null) return null;
    return this.keep(mergePatch(this.state as unknown as Json, patch) as Record<string, Json>, { omitted: null, restart: false, end: false });
  }

  private replaced(value: Record<string, Json>, end: boolean): StreamEvent | null {
    const { resumed, failures_omitted: omitted, ...snapshot } = value;
    return this.keep(snapshot, { omitted: typeof omitted === 'number' ? omitted : null, restart: resumed === false, end });
  }

  private keep(value: Record<string, Json>, about: { omitted: number | null; restart: boolean; end: boolean }): StreamEvent | null {
    if (!isSnapshot(value)) return null;
    const { first } = this;
    this.state = value;
    this.first = false;
    return { type: 'state', snapshot: value, first, ...about };
  }
}

function parse(data: string): Record<string, Json> | null {
  try {
    const value = JSON.parse(data) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, Json>) : null;
  } catch {
    return null;
  }
}

const isSnapshot = (value: unknown): value is Snapshot =>
  typeof (value as Snapshot).version === 'number' && typeof (value as Snapshot).status === 'string';

const isFailure = (value: unknown): value is Failure =>
  typeof (value as Failure).seq === 'number' && typeof (value as Failure).path === 'string';
