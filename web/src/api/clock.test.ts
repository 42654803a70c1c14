import { expect, it } from 'vitest';
import { ServerClock } from './clock';

it('believes the quickest answer, and knows nothing at first', () => {
  const clock = new ServerClock();
  expect(clock.offset).toBe(0);
  clock.read({ sentAt: 0, receivedAt: 5, serverMicros: undefined });
  expect(clock.offset).toBe(0);
  clock.read({ sentAt: 1000, receivedAt: 1200, serverMicros: 5_190_000 });  // the way there took longer than the way back
  expect(clock.offset).toBe(4090);
  clock.read({ sentAt: 2000, receivedAt: 2004, serverMicros: 6_002_000 });
  expect(clock.offset).toBe(4000);
  clock.read({ sentAt: 3000, receivedAt: 3100, serverMicros: 7_999_000 });
  expect(clock.offset).toBe(4000);
  clock.forget();
  clock.read({ sentAt: 4000, receivedAt: 4100, serverMicros: 8_060_000 });  // the clock was set meanwhile
  expect(clock.offset).toBe(4010);
});
