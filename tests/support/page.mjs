// The ingest page as a user sees it, through the element ids that it documents (DESIGN §5).

import {eventually} from './deadline.mjs';

export class IngestPage {
  constructor(page) {
    this.page = page;
  }

  at(id) {
    return this.page.locator(`[id="${id}"]`);
  }

  /** The text of an element, trimmed. */
  async text(id) {
    return (await this.at(id).textContent()).trim();
  }

  /** The number that an element shows, with or without separators. */
  async number(id) {
    return Number((await this.text(id)).replace(/[^\d.-]/g, ''));
  }

  /** The width of a bar in percent, as its style says. */
  async percent(id) {
    return Number.parseFloat(await this.at(id).evaluate((bar) => bar.style.width));
  }

  /** Names the folder: the field may be a list to choose from or a text. */
  async chooseFolder(folder) {
    const field = this.at('directory');
    if (await field.evaluate((element) => element.localName) === 'select') await field.selectOption(folder);
    else await field.fill(folder);
  }

  start() {
    return this.at('process-btn').click();
  }

  /** Waits until what `probe` reads of the page is so. */
  until(what, probe, options) {
    return eventually(what, probe, {every: 30, ms: 30_000, ...options});
  }

  untilShown(id) {
    return this.at(id).waitFor({state: 'visible'});
  }
}
