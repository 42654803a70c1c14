import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PageLoader } from './page-loader';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }); });
afterEach(() => { vi.useRealTimers(); });

function setUp() {
  const asked: number[] = [];
  const calledBack: number[] = [];
  const answers = new Map<number, { done(): void; fail(): void }>();
  const loader = new PageLoader((page, signal) => new Promise<void>((resolve, reject) => {
    asked.push(page);
    answers.set(page, { done: resolve, fail: () => reject(new Error('no')) });
    signal.addEventListener('abort', () => { calledBack.push(page); reject(new Error('aborted')); });
  }));
  const answer = async (page: number, how: 'done' | 'fail' = 'done') => { answers.get(page)![how](); await vi.advanceTimersByTimeAsync(0); };
  return { loader, asked, calledBack, answer };
}

describe('the page loader', () => {
  it('reads what is in sight at once, two at a time', async () => {
    const { loader, asked, answer } = setUp();
    loader.want([3, 4, 5]);
    expect(asked).toEqual([3, 4]);
    await answer(3);
    expect(asked).toEqual([3, 4, 5]);
  });

  it('asks for nothing that flies past, and for what is in sight when it stops', async () => {
    const { loader, asked, calledBack } = setUp();
    loader.want([0]);
    for (let page = 100; page < 110; ++page) {
      await vi.advanceTimersByTimeAsync(16);
      loader.want([page]);
    }
    expect(asked).toEqual([0]);
    expect(calledBack).toEqual([0]);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toEqual([0, 109]);
  });

  it('shows something now and then while the bar is dragged for long', async () => {
    const { loader, asked } = setUp();
    for (let page = 0; page < 100; ++page) {
      await vi.advanceTimersByTimeAsync(16);
      loader.want([page]);
    }
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.length).toBeLessThan(8);
  });

  it('does not ask again for what is under way', async () => {
    const { loader, asked } = setUp();
    loader.want([1, 2]);
    await vi.advanceTimersByTimeAsync(200);
    loader.want([2, 1]);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked).toEqual([1, 2]);
  });

  it('rests after a failure, then tries again', async () => {
    const { loader, asked, answer } = setUp();
    loader.want([1]);
    await answer(1, 'fail');
    expect(asked).toEqual([1]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toEqual([1, 1]);
    await answer(1, 'fail');
    loader.retry();
    expect(asked).toEqual([1, 1, 1]);
  });

  it('forgets everything when stopped', async () => {
    const { loader, asked, calledBack } = setUp();
    loader.want([1]);
    loader.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual([1]);
    expect(calledBack).toEqual([1]);
  });
});
