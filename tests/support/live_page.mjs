// The process step as a tab of any engine shows it.

import {eventually} from './deadline.mjs';

/** Opens the page on a session: `way` as in its address (?stream=). */
export async function openLive(browser, address, session, way = '') {
  const tab = await browser.tab(undefined, {seen: way === 'visible'});
  const page = new LivePage(tab);
  await tab.goto(`${address}/${way === '' ? '' : `?stream=${way}`}#session=${session}`);
  return page;
}

export class LivePage {
  constructor(tab) {
    this.tab = tab;
  }

  /** {badge, kind, way, processed, errors, failures: [{path, text}]}, as the document has it. */
  read() {
    return this.tab.run(() => {
      const at = (id) => document.getElementById(id);
      const number = (id) => Number((at(id)?.textContent ?? '').replace(/[^\d]/g, ''));
      return {
        badge: at('live-badge')?.textContent.trim() ?? '', kind: at('live-badge')?.dataset.kind ?? '', way: at('live-badge')?.dataset.way ?? '',
        processed: number('stat-processed'), errors: number('stat-errors'),
        failures: [...document.querySelectorAll('#failures .failure')].map((line) => (
          {path: line.querySelector('.failure-path')?.title ?? '', text: line.textContent.trim()})),
      };
    });
  }

  /** Waits until what the document shows is so; answers it. */
  async until(what, probe, options) {
    let last;
    try {
      return await eventually(what, async () => {
        last = await this.read().catch(() => undefined);  // between two documents
        return last !== undefined && probe(last) && last;
      }, {every: 40, ms: 30_000, ...options});
    } catch (error) {
      error.message += ` ${JSON.stringify({...last, failures: last?.failures.length})}`;
      throw error;
    }
  }

  isLive() {
    return this.until('the badge says live', ({kind, badge}) => kind === 'live' && /^live/i.test(badge));
  }

  /** News comes: the count of files read goes up. */
  async moves(by = 1) {
    const {processed} = await this.read();
    return this.until(`${by} more files read`, (now) => now.processed >= processed + by);
  }
}
