// The process step as a tab of any engine shows it.

import {eventually} from './deadline.mjs';

/** Opens the page on a session: `way` as in its address (?stream=). */
export async function openLive(browser, address, session, way = '') {
  const load = async () => {
    const tab = await browser.tab(undefined, {seen: way === 'visible'});
    await tab.goto(`${address}/${way === '' ? '' : `?stream=${way}`}#session=${session}`);
    return tab;
  };
  return new LivePage(await load(), load);
}

const kLost = 60;       // reads in a row that the browser refuses
const kHungMs = 5_000;  // a read that ends without an answer after so long: the tab is stuck

export class LivePage {
  /** `load` opens the page in another tab: once, should the browser lose this one (WebKit may, on a busy machine). */
  constructor(tab, load) {
    this.tab = tab;
    this.load = load;
  }

  /** {badge, kind, way, processed, errors, listed, failures: [{path, text}]}: `listed` failures, of which those in sight are in the document. */
  read() {
    return this.tab.run(() => {
      const at = (id) => document.getElementById(id);
      const number = (id) => Number((at(id)?.textContent ?? '').replace(/[^\d]/g, ''));
      return {
        badge: at('live-badge')?.textContent.trim() ?? '', kind: at('live-badge')?.dataset.kind ?? '', way: at('live-badge')?.dataset.way ?? '',
        processed: number('stat-processed'), errors: number('stat-errors'),
        listed: Number(document.querySelector('#failures .failure')?.getAttribute('aria-setsize') ?? 0),
        failures: [...document.querySelectorAll('#failures .failure')].map((line) => (
          {path: line.querySelector('.failure-path')?.title ?? '', text: line.textContent.trim()})),
      };
    });
  }

  /** Waits until what the document shows is so; answers it. */
  async until(what, probe, options) {
    let last;
    let refused = 0;
    let why = '';
    let hung = false;
    try {
      return await eventually(what, async () => {
        const begun = performance.now();
        last = await this.read().catch((error) => {  // between two documents, or for good
          refused += 1;
          why = String(error);
          hung ||= performance.now() - begun > kHungMs;
        });
        if (last !== undefined) refused = 0;
        else if ((hung || refused >= kLost) && this.load) {
          this.tab = await this.load();
          this.load = undefined;
        }
        return last !== undefined && probe(last) && last;
      }, {every: 40, ms: 30_000, ...options});
    } catch (error) {
      if (hung && this.load === undefined && !options?.again) return this.until(what, probe, {...options, again: true});  // the new tab gets its own time
      error.message += ` ${JSON.stringify({...last, failures: last?.failures.length})} ${why}`;
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
