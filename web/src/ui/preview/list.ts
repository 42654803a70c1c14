import { html, nothing, type PropertyValues } from 'lit';
import { isChosen, isEmpty } from '../../state/choice';
import { isUnfiltered } from '../../state/filters';
import { isBlurred, shownRow, type CellSize, type FilesState } from '../../state/files';
import type { Layout } from '../../state/keys';
import type { AppState } from '../../state/model';
import { mayEdit } from '../../state/selectors-files';
import { columnsOf, isScaled, lineOfSlot, moved, rangeHeight, revealed, scrollOf, windowOf, type Extent } from '../../state/viewport';
import { text } from '../../text';
import { icons } from '../parts/icons';
import { styles } from '../parts/styles';
import { View } from '../parts/view';
import { cellId, type Brush, type Drawn } from './cell';
import { gridCell } from './grid';
import { ListHands } from './list-hands';
import { kTableColumns, tableCells, tableHead } from './table';
import { thumbQueue } from './thumb-queue';

const words = text.preview;

const kGap = 12;
const kLeast: Record<CellSize, number> = { small: 124, medium: 172, large: 264 };
const kLeastNarrow: Record<CellSize, number> = { small: 84, medium: 108, large: 168 };
const kLeastHuge: Record<CellSize, number> = { small: 148, medium: 212, large: 320 };
const kNarrow = 700;
const kHuge = 1900;
const kWords = 52;              // beneath a picture
const kRow = 56;
const kRowNarrow = 76;
const kAround: Record<Layout, number> = { grid: 1, table: 6 };
const kStillMs = 140;
const kRebase = 1_000_000;      // offsets of lines stay small numbers, which are drawn exactly
const kFlying = 0.3;            // windows a frame: faster than anyone can see

interface Geometry {
  columns: number;
  cell: number;
  lineHeight: number;
  visible: number;
  top: number;     // where the list's sight begins, beneath what is stuck to the window's edge
}

/** Every file of the session, of which only those in sight are in the document. The page's own scroll bar moves it. */
export class FileListView extends View {
  private position = 0;   // of the list's sight, in the list
  private scrolled = 0;   // the same, in the page's scroll range
  private base = 0;
  private geometry: Geometry = { columns: 1, cell: 0, lineHeight: kRow, visible: 600, top: 0 };
  private frame = 0;
  private still: ReturnType<typeof setTimeout> | undefined;
  private goal: number | null = null;  // where to be after the next drawing
  private shownList = -1;
  private lines = 0;
  private panelAt: number | null = null;  // the file that the detail panel showed
  private readonly hands = new ListHands({
    files: () => this.state.files,
    actions: () => this.actions.files,
    shape: () => ({
      total: this.state.files.total ?? 0, columns: this.geometry.columns, page: Math.floor(this.geometry.visible / this.geometry.lineHeight),
    }),
    reveal: (offset) => this.reveal(offset),
  });
  private readonly resized = new ResizeObserver(() => this.later());

  protected reads(state: AppState) {
    const shown = state.step === 'preview';
    const { files } = state;
    return [shown, files.pages, files.total, files.shown, files.list, files.focus, files.choice, files.edits, files.revealed, files.broken, files.look,
      files.threshold.now, files.problem, files.detail === null, state.session?.id];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('scroll', this.later, { passive: true });
    addEventListener('resize', this.later, { passive: true });
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('scroll', this.later);
    removeEventListener('resize', this.later);
    this.resized.disconnect();
    clearTimeout(this.still);
  }

  private readonly later = (): void => {
    if (this.frame === 0 && this.state.step === 'preview') this.frame = requestAnimationFrame(() => this.measure());
  };

  private get extent(): Extent {
    return { content: this.lines * this.geometry.lineHeight, visible: this.geometry.visible };
  }

  // ── where the list stands ──

  private measure(): void {
    this.frame = 0;
    const body = this.querySelector<HTMLElement>('.files-body');
    if (body === null) return;
    const before = this.geometry;
    this.geometry = this.measured(body);
    if (this.geometry.lineHeight !== before.lineHeight || this.geometry.columns !== before.columns) return this.reshape(before);
    const scroll = this.geometry.top - body.getBoundingClientRect().top;
    const position = moved(this.position, this.scrolled, scroll, this.extent);
    const far = Math.abs(position - this.position);
    this.scrolled = scroll;
    if (far > 0 || this.geometry.visible !== before.visible) {
      this.position = position;
      thumbQueue.hold(far > kFlying * this.geometry.visible);
      clearTimeout(this.still);
      this.still = setTimeout(() => this.rest(), kStillMs);
      this.requestUpdate();
    }
    if (isScaled(this.extent)) this.keepRoom();
    this.see();
    this.showPanelFile();
  }

  private measured(body: HTMLElement): Geometry {
    const { look } = this.state.files;
    const bar = document.getElementById('file-bar')?.offsetHeight ?? 0;
    const head = this.querySelector<HTMLElement>('.files-head')?.offsetHeight ?? 0;
    const dock = document.getElementById('commit-section');
    const docked = dock === null || dock.hidden ? 16 : dock.offsetHeight + 32;
    const root = this.closest<HTMLElement>('#preview-section');
    setLength(root, '--bar', bar);
    setLength(root, '--docked', docked);
    const narrow = innerWidth < kNarrow;
    const visible = Math.max(160, innerHeight - bar - head - docked);
    if (look.layout === 'table') return { columns: 1, cell: 0, lineHeight: narrow ? kRowNarrow : kRow, visible, top: bar + head };
    const { columns, cell } = columnsOf(body.clientWidth, (narrow ? kLeastNarrow : innerWidth > kHuge ? kLeastHuge : kLeast)[look.size], narrow ? 8 : kGap);
    return { columns, cell, lineHeight: cell + kWords + (narrow ? 8 : kGap), visible, top: bar };
  }

  // Another width or layout: what was at the top is at the top again.
  private reshape(before: Geometry): void {
    const first = Math.floor(this.position / before.lineHeight) * before.columns;
    const { focus } = this.state.files;
    const lastSeen = Math.ceil((this.position + before.visible) / before.lineHeight) * before.columns;
    const anchor = focus >= first && focus < lastSeen && this.position > 0 ? focus : first;
    const into = this.position - Math.floor(anchor / before.columns) * before.lineHeight;
    this.goal = this.position <= 0 ? null
      : Math.max(0, Math.floor(anchor / this.geometry.columns) * this.geometry.lineHeight + Math.min(into, this.geometry.lineHeight));
    this.base = 0;
    this.requestUpdate();
  }

  // In a scaled range small moves add up until its end is near, though the list's is not: the range is moved under the list.
  private keepRoom(): void {
    const end = rangeHeight(this.extent) - this.geometry.visible;
    const near = 3 * this.geometry.visible;
    if (this.scrolled <= 0 || this.scrolled >= end || (this.scrolled > near && this.scrolled < end - near)) return;
    this.home();
  }

  private rest(): void {
    thumbQueue.hold(false);
    if (isScaled(this.extent) && this.scrolled > 0) this.home();
  }

  /** Scrolls the page to where this position is at home; what is seen does not move. */
  private home(): void {
    const wanted = scrollOf(this.position, this.extent);
    if (Math.abs(wanted - this.scrolled) < 2) return;
    scrollBy({ top: wanted - this.scrolled, behavior: 'instant' });
    this.readScroll();
    this.requestUpdate();
  }

  private readScroll(): void {
    const body = this.querySelector<HTMLElement>('.files-body');
    if (body !== null) this.scrolled = this.geometry.top - body.getBoundingClientRect().top;
  }

  private goTo(position: number): void {
    this.position = position;
    scrollBy({ top: scrollOf(position, this.extent) - this.scrolled, behavior: 'instant' });
    this.readScroll();
    this.requestUpdate();
    this.later();
  }

  /** Brings a file into sight, moving no further than needed. */
  private reveal(offset: number): void {
    const line = Math.floor(offset / this.geometry.columns);
    const { lineHeight, visible } = this.geometry;
    if (this.scrolled < 0) {  // what stands above the list is in sight too
      const hidden = (line + 1) * lineHeight - (visible + this.scrolled);
      if (hidden <= 0) return;
      if (hidden <= -this.scrolled) {
        scrollBy({ top: hidden, behavior: 'instant' });
        return;
      }
    }
    const position = revealed(line, lineHeight, this.position, this.extent);
    if (position !== this.position || this.scrolled < 0) this.goTo(position);
  }

  private see(): void {
    const { first, slots } = this.window();
    const { columns } = this.geometry;
    this.actions.files.list.see(first * columns, (first + Math.max(slots, 1)) * columns);
  }

  private window() {
    const { lineHeight, visible } = this.geometry;
    return windowOf(this.position, lineHeight, visible, this.lines, kAround[this.state.files.look.layout]);
  }

  // ── drawing ──

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { files } = this.state;
    this.lines = Math.ceil((files.total ?? 0) / this.geometry.columns);
    if (files.shown === this.shownList) return;
    this.shownList = files.shown;
    this.position = 0;
    if (this.scrolled > 0) this.goal = 0;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.state.step !== 'preview') return;
    if (this.goal !== null) {
      const { goal } = this;
      this.goal = null;
      this.readScroll();
      this.goTo(Math.min(goal, Math.max(0, this.extent.content - this.extent.visible)));
    }
    this.showPanelFile();
    this.later();
  }

  // The panel may turn to a file that is out of sight, and takes width from the list when it opens.
  private showPanelFile(): void {
    const { detail, focus } = this.state.files;
    const at = detail === null ? null : focus;
    if (at === this.panelAt || this.frame !== 0) return;
    this.panelAt = at;
    if (at !== null) this.reveal(at);
  }

  protected override render() {
    const { files, step, session } = this.state;
    if (step !== 'preview' || session === null) {
      this.position = this.scrolled = 0;
      return nothing;
    }
    if (files.total === 0 && files.shown === files.list) return this.none(files);
    if (files.total === null && files.problem !== null) return this.problem(files.problem);
    const { layout } = files.look;
    const grid = layout === 'grid';
    const waiting = files.shown !== files.list && files.shown >= 0;
    const active = this.isDrawn(files.focus) && (files.total ?? 0) > 0 ? cellId(files.focus) : nothing;
    return html`
      <div class="files" id="file-grid" role="grid" tabindex="0" aria-label=${words.list} aria-multiselectable="true" data-layout=${layout} data-waiting=${waiting}
        data-choosing=${!isEmpty(files.choice)} aria-rowcount=${grid ? this.lines : (files.total ?? 0) + 1} aria-colcount=${grid ? this.geometry.columns : kTableColumns}
        aria-activedescendant=${active} aria-readonly=${!mayEdit(session)} @keydown=${this.hands.onKey} @click=${this.hands.onClick} @dblclick=${this.hands.onDoubleClick} @mousedown=${this.hands.onMouseDown}>
        ${grid ? nothing : tableHead()}
        ${files.total === null ? this.skeleton(grid) : this.body(files, grid)}
      </div>
      ${files.problem === null ? nothing : this.problem(files.problem)}`;
  }

  private body(files: FilesState, grid: boolean) {
    const { lineHeight } = this.geometry;
    const window = this.window();
    const top = window.first * lineHeight;
    if (Math.abs(top - this.base) > kRebase) this.base = top;
    const end = rangeHeight(this.extent) - this.geometry.visible;
    const scrolled = Math.min(Math.max(0, this.scrolled), Math.max(0, end));
    const shift = (isScaled(this.extent) ? scrolled - this.position : 0) + this.base;
    const lines = [];
    for (let slot = 0; slot < window.slots; ++slot) lines.push(this.line(files, lineOfSlot(slot, window), grid));
    return html`<div class="files-body" role="rowgroup" ${styles({ height: `${rangeHeight(this.extent)}px` })}>
      <div class="files-layer" role="presentation" ${styles({ top: `${shift}px`, '--cell': `${this.geometry.cell}px`, '--columns': String(this.geometry.columns), '--line-height': `${lineHeight}px` })}>${lines}</div>
    </div>`;
  }

  private line(files: FilesState, line: number, grid: boolean) {
    const at = styles({ transform: `translateY(${line * this.geometry.lineHeight - this.base}px)` });
    if (!grid) {
      const drawn = this.place(files, line);
      return html`<div role="row" class="list-line row-cells" data-offset=${line} aria-rowindex=${line + 2} aria-selected=${drawn.chosen} data-focused=${drawn.focused}
        data-left-out=${drawn.row?.state === 'done' && !drawn.row.included} ${at}>${tableCells(drawn, this.brush)}</div>`;
    }
    const cells = [];
    for (let column = 0; column < this.geometry.columns; ++column) {
      const offset = line * this.geometry.columns + column;
      cells.push(offset < (files.total ?? 0) ? gridCell(this.place(files, offset), column, this.brush) : nothing);
    }
    return html`<div role="row" class="list-line grid-line" aria-rowindex=${line + 1} ${at}>${cells}</div>`;
  }

  private place(files: FilesState, offset: number): Drawn {
    const row = shownRow(files, offset);
    return {
      offset, row, chosen: row === undefined ? files.choice.all || isChosen(files.choice, -1, offset) : isChosen(files.choice, row.id, offset),
      focused: offset === files.focus, blurred: row !== undefined && isBlurred(row, files.look.blur, files.revealed),
      broken: row === undefined ? undefined : files.broken.get(row.id),
    };
  }

  private readonly brush: Brush = {
    thumbnailUrl: (row) => this.actions.files.thumbnailUrl(row, this.geometry.cell * devicePixelRatio > 300 ? 512 : 256),
    onBroken: (row, url) => this.actions.files.detail.askWhy(row, url),
  };

  private isDrawn(offset: number): boolean {
    const { first, slots } = this.window();
    const line = Math.floor(offset / this.geometry.columns);
    return line >= first && line < first + slots;
  }

  private skeleton(grid: boolean) {
    return html`<div class="files-body" role="rowgroup" aria-busy="true" data-skeleton=${grid ? 'grid' : 'table'}></div>`;
  }

  private none(files: FilesState) {
    const bare = isUnfiltered(files.filters);
    return html`<div class="card blank files-body"><h2>${bare ? words.empty : words.noMatch}</h2><p>${bare ? nothing : words.noMatchText}</p>
      ${bare ? nothing : html`<button class="button" type="button" @click=${() => this.actions.files.list.clear()}>${words.clearAll}</button>`}</div>`;
  }

  private problem(why: string) {
    return html`<div class="card list-problem" role="alert">${icons.warn}<p><b>${words.failed}</b> ${why}</p>
      <button class="button small" type="button" @click=${() => this.actions.files.list.retry()}>${words.retry}</button></div>`;
  }
}

function setLength(element: HTMLElement | null, name: string, px: number): void {
  const value = `${px}px`;
  if (element !== null && element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
}

customElements.define('sluice-file-list', FileListView);
