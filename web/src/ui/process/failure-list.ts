import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { NewestFirst } from '../../api/failure-log';
import type { FileError } from '../../api/types';
import * as format from '../../state/format';
import { text } from '../../text';
import { copy } from '../parts/clipboard';
import { icons } from '../parts/icons';
import { appear } from '../parts/motion';
import { styles } from '../parts/styles';

const words = text.failures;
const kRowGuess = 56;
const kOverscan = 4;
const kSearchRows = 6000;  // how far down a row that was in sight is looked for
const kAppear = 3;         // more at once come without a movement

/** One failure, whoever told it. */
export interface FailureItem extends Partial<Omit<FileError, 'message'>> {
  key: string;
  at: number | null;  // milliseconds since 1970
  path: string;
  message: string;
}

export const reasonWords = (reason: string): string => words.reasons[reason] ?? reason.replaceAll('_', ' ');
export const stageWords = (stage: string): string => words.stages[stage] ?? stage.replaceAll('_', ' ');
const timeOf = (item: FailureItem): string => (item.at === null ? words.before : format.clock(item.at));

export const lineOf = (item: FailureItem): string =>
  words.line(item.at === null ? '' : new Date(item.at).toISOString(), item.path, item.stage ?? '', item.reason ?? '', item.message);

/**
 * A list of any length, of which only the rows in sight are in the document. One tab stop; arrows choose a row, which is
 * then shown in full beneath. What is looked at stays where it is while new rows come in above. Rows are filled anew rather
 * than made anew (lit's repeat leaves a comment behind for each row that it removes).
 */
export class FailureListElement extends LitElement {
  declare items: NewestFirst<FailureItem>;
  declare label: string;
  declare onEnd: (() => void) | null;
  static override properties = { items: { attribute: false }, label: { attribute: false }, onEnd: { attribute: false } };

  private rowHeight = kRowGuess;
  private first = 0;
  private last = 12;
  private chosen: FailureItem | null = null;
  private copied: boolean | null = null;
  private topKey: string | undefined;
  private scrolled = 0;      // kept, since asking for it makes the browser lay out the page
  private frame = 0;
  private resized: ResizeObserver | null = null;

  constructor() {
    super();
    this.items = { length: 0, at: () => undefined };
    this.label = '';
    this.onEnd = null;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    const { items, chosen } = this;
    const first = Math.min(this.first, Math.max(0, items.length - 1));
    const last = Math.min(this.last, items.length);
    const rows: [FailureItem, number][] = [];
    for (let index = first; index < last; ++index) rows.push([items.at(index)!, index]);
    const active = chosen !== null && rows.some(([item]) => item.key === chosen.key) ? `failure-${chosen.key}` : nothing;
    return html`<div class="failure-list" id="failures" role="listbox" tabindex="0" aria-label=${this.label} aria-activedescendant=${active}
        @scroll=${this.onScroll} @keydown=${this.onKey}>
      <div role="none" ${styles({ height: `${first * this.rowHeight}px` })}></div>
      ${rows.map(([item, index]) => this.row(item, index))}
      <div role="none" ${styles({ height: `${Math.max(0, items.length - last) * this.rowHeight}px` })}></div>
    </div>
    ${chosen === null ? nothing : this.inFull(chosen)}`;
  }

  private row(item: FailureItem, index: number) {
    const { folder, name } = format.splitPath(item.path);
    return html`<div class="failure" role="option" id="failure-${item.key}" aria-selected=${this.chosen?.key === item.key}
        aria-posinset=${index + 1} aria-setsize=${this.items.length} @click=${() => this.choose(item)}>
      <span class="failure-time">${timeOf(item)}</span>
      <span class="failure-words">
        <span class="failure-path" title=${item.path}>${item.path === '' ? nothing : html`<b>${name}</b> <span class="folder-text">${folder}</span>`}</span>
        <span class="failure-message" title=${item.message}>${item.reason ? html`<span class="pill" data-kind="bad" title=${words.reason}>${reasonWords(item.reason)}</span> ` : nothing}${
          item.stage ? html`<span class="failure-stage" title=${words.stage}>${stageWords(item.stage)}</span> · ` : nothing}${item.message}</span>
      </span>
    </div>`;
  }

  private inFull(item: FailureItem) {
    return html`<div class="failure-full" role="group" aria-label=${words.chosen}>
      <div><p class="failure-full-path">${item.path}</p>
        <p class="failure-full-message">${item.message}</p>
        <p class="help">${[timeOf(item), item.stage ? stageWords(item.stage) : '', item.reason ? reasonWords(item.reason) : ''].filter((part) => part !== '').join(' · ')}</p></div>
      <button class="button small" type="button" @click=${() => void this.copyChosen(item)}>${icons.copy}<span aria-live="polite">${
        this.copied === null ? words.copyOne : this.copied ? words.copied : words.copyFailed}</span></button>
      <button class="icon-button" type="button" aria-label=${words.close} @click=${() => this.choose(null)}>${icons.cross}</button>
    </div>`;
  }

  private async copyChosen(item: FailureItem): Promise<void> {
    this.copied = await copy(lineOf(item));
    this.requestUpdate();
  }

  private choose(item: FailureItem | null): void {
    this.chosen = item === null || item.key === this.chosen?.key ? null : item;
    this.copied = null;
    if (item === null) this.list?.focus();
    this.requestUpdate();
  }

  private get list(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.failure-list');
  }

  private readonly onScroll = (): void => {
    this.scrolled = this.list?.scrollTop ?? 0;
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.measure());
  };

  private measure(): void {
    this.frame = 0;
    const { list } = this;
    if (list === null) return;
    this.rowHeight = list.querySelector<HTMLElement>('.failure')?.offsetHeight || this.rowHeight;
    const first = Math.max(0, Math.floor(list.scrollTop / this.rowHeight) - kOverscan);
    const last = Math.ceil((list.scrollTop + list.clientHeight) / this.rowHeight) + kOverscan;
    if (first !== this.first || last !== this.last) {
      this.first = first;
      this.last = last;
      this.requestUpdate();
    }
    if (last >= this.items.length - kOverscan) this.onEnd?.();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((this.list?.clientHeight ?? 0) / this.rowHeight) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (event.key === 'Escape' && this.chosen !== null) this.choose(null);
    else if (step === undefined) return;
    else this.move(step);
    event.preventDefault();
  };

  private move(step: number): void {
    const { items, list } = this;
    if (items.length === 0 || list === null) return;
    const from = this.chosen === null ? (step > 0 ? -1 : items.length) : this.indexOf(this.chosen.key);
    const index = Math.min(items.length - 1, Math.max(0, from + step));
    this.chosen = items.at(index)!;
    this.copied = null;
    const top = index * this.rowHeight;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + this.rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + this.rowHeight - list.clientHeight;
    this.scrolled = list.scrollTop;
    this.requestUpdate();
  }

  private indexOf(key: string): number {
    for (let index = 0; index < this.items.length; ++index) if (this.items.at(index)!.key === key) return index;
    return -1;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('items')) this.hold();
    this.topKey = this.items.at(0)?.key;
    if (this.resized !== null || this.list === null) return;
    this.resized = new ResizeObserver(this.onScroll);
    this.resized.observe(this.list);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized?.disconnect();
    this.resized = null;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  // New rows above: what is in sight stays; at the top they come into sight.
  private hold(): void {
    const { list, items, topKey } = this;
    if (list === null || topKey === undefined || items.at(0)?.key === topKey) return;
    let added = 0;
    while (added < Math.min(items.length, kSearchRows) && items.at(added)!.key !== topKey) added += 1;
    if (added === items.length || added === kSearchRows) return;  // another list
    if (this.scrolled > this.rowHeight / 2) {
      this.scrolled += added * this.rowHeight;
      list.scrollTop = this.scrolled;
    } else if (added <= kAppear) {
      [...list.querySelectorAll('.failure')].slice(0, added).forEach(appear);
    }
  }
}

customElements.define('sluice-failure-list', FailureListElement);
