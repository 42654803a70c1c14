import { html, nothing, type PropertyValues } from 'lit';
import type { FileFilters } from '../../api/types';
import { chipsOf, withoutChip, type Chip } from '../../state/filters';
import { allFiles, kBlurs, kSizes, type Blur, type FilesState, type Panel } from '../../state/files';
import type { AppState } from '../../state/model';
import { text } from '../../text';
import { icons } from '../parts/icons';
import { View } from '../parts/view';

const words = text.preview;

/** What a filter's value is called. */
export function valueName({ key, value }: Chip): string {
  switch (key) {
    case 'state': return words.states[value as keyof typeof words.states] ?? value;
    case 'label': return words.labels[value as keyof typeof words.labels] ?? value;
    case 'change': return words.changes[value as keyof typeof words.changes] ?? value;
    case 'included': return words.included[value as keyof typeof words.included] ?? value;
    case 'commit_failed': return words.commitFailed[value as keyof typeof words.commitFailed] ?? value;
    case 'score': return words.score(value);
    case 'reason': return value.replaceAll('_', ' ');
    case 'generator': case 'model': return value === 'none' ? words.none : value;
    default: return value;
  }
}

/** Search, filters, threshold and look; sticks to the window's edge. */
export class FileBarView extends View {
  protected reads(state: AppState) {
    const { files } = state;
    return [files.typed, files.filters, files.total, files.shown, files.list, files.facets, files.look, files.panel, files.threshold.now,
      state.config?.nsfw_available, state.session?.id];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.onOutside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.onOutside);
  }

  // A panel is closed by whatever is done beside it.
  private readonly onOutside = (event: Event): void => {
    if (this.state.files.panel !== 'none' && !this.contains(event.target as Node)) this.open('none');
  };

  private open(panel: Panel): void {
    this.actions.files.list.panel(panel);
    if (panel === 'threshold') this.actions.files.threshold.open();
  }

  protected override render() {
    const { files } = this.state;
    return html`<div class="file-bar" id="file-bar" @keydown=${this.onKey}>
      <div class="bar-line">${this.search(files)}${this.openers(files)}${this.look(files)}</div>
      ${this.summary(files)}
      ${files.panel === 'filters' ? html`<sluice-file-filters .context=${this.context}></sluice-file-filters>` : nothing}
      ${files.panel === 'threshold' ? html`<sluice-threshold .context=${this.context}></sluice-threshold>` : nothing}
      ${files.panel === 'help' ? shortcuts() : nothing}
    </div>`;
  }

  // A panel ends where the window does.
  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const panel = this.querySelector<HTMLElement>('.bar-panel');
    if (panel !== null) panel.style.setProperty('--panel-room', `${innerHeight - panel.getBoundingClientRect().top - 16}px`);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || this.state.files.panel === 'none') return;
    const opener = this.querySelector<HTMLElement>(`[data-opens="${this.state.files.panel}"]`);
    this.open('none');
    opener?.focus();
  };

  private search(files: FilesState) {
    return html`<label class="file-search-box">${icons.search}<input type="search" class="input" id="file-search" placeholder=${words.search} aria-label=${words.search}
      autocomplete="off" spellcheck="false" .value=${files.typed} @input=${(event: Event) => this.actions.files.list.type((event.target as HTMLInputElement).value)} @keydown=${this.onSearchKey} /></label>`;
  }

  // From the words to what they found.
  private readonly onSearchKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    document.getElementById('file-grid')?.focus();
  };

  private openers(files: FilesState) {
    const active = chipsOf(files.filters).length;
    const scanned = (files.facets === null ? this.state.config?.nsfw_available : files.facets.labels.nsfw + files.facets.labels.safe > 0) ?? false;
    const threshold = words.threshold.button(files.threshold.now === null ? '' : files.threshold.now.toFixed(2)).trim();
    return html`${this.opener('filters', active > 0 ? words.filtersOn(active) : words.filters, html`${icons.filter}<span>${words.filters}</span>${active === 0 ? nothing
      : html`<span class="count-dot" aria-hidden="true">${active}</span><span class="visually-hidden">${words.active(active)}</span>`}`)}
    ${scanned ? this.opener('threshold', threshold, html`${icons.gauge}<span class="wide">${threshold}</span>`) : nothing}`;
  }

  private opener(panel: Panel, label: string, content: unknown) {
    const open = this.state.files.panel === panel;
    return html`<button class="button" type="button" data-opens=${panel} title=${label} aria-expanded=${open} @click=${() => this.open(open ? 'none' : panel)}>${content}</button>`;
  }

  private look(files: FilesState) {
    const { list } = this.actions.files;
    const { layout, size, blur } = files.look;
    const at = kSizes.indexOf(size);
    return html`<div class="bar-look">
      <label class="blur-choice" title=${words.blur}>${icons.eye}<span class="visually-hidden">${words.blur}</span>
        <select class="input" @change=${(event: Event) => list.look({ blur: (event.target as HTMLSelectElement).value as Blur })}>
          ${kBlurs.map((each) => html`<option value=${each} ?selected=${each === blur}>${words.blurs[each]}</option>`)}</select></label>
      ${layout === 'grid' ? html`<div class="joined wide" role="group" aria-label=${words.size}>
        <button class="icon-button" type="button" aria-label=${words.smaller} title=${words.smaller} ?disabled=${at === 0} @click=${() => list.look({ size: kSizes[at - 1]! })}>${icons.dash}</button>
        <button class="icon-button" type="button" aria-label=${words.larger} title=${words.larger} ?disabled=${at === kSizes.length - 1} @click=${() => list.look({ size: kSizes[at + 1]! })}>${icons.plus}</button></div>` : nothing}
      <div class="joined" role="group" aria-label=${words.layout}>
        <button class="icon-button" type="button" aria-label=${words.grid} title=${words.grid} aria-pressed=${layout === 'grid'} @click=${() => list.look({ layout: 'grid' })}>${icons.grid}</button>
        <button class="icon-button" type="button" aria-label=${words.table} title=${words.table} aria-pressed=${layout === 'table'} @click=${() => list.look({ layout: 'table' })}>${icons.rows}</button></div>
      <button class="icon-button wide" type="button" data-opens="help" aria-label=${words.shortcuts.button} title=${words.shortcuts.button} aria-expanded=${files.panel === 'help'}
        @click=${() => this.open(files.panel === 'help' ? 'none' : 'help')}>${icons.keyboard}</button>
    </div>`;
  }

  private summary(files: FilesState) {
    const chips = chipsOf(files.filters);
    const known = files.shown === files.list && files.total !== null;
    return html`<div class="bar-summary">
      <p class="match-count" id="match-count" role="status">${known ? words.matches(files.total!, chips.length === 0 ? null : allFiles(files)) : words.counting}</p>
      <div class="filter-chips">${chips.map((chip) => this.chip(chip, files.filters))}
      ${chips.length > 0 ? html`<button class="link-button" type="button" @click=${() => this.actions.files.list.clear()}>${words.clearAll}</button>` : nothing}</div>
    </div>`;
  }

  private chip(chip: Chip, filters: FileFilters) {
    const what = `${words.chip[chip.key]}: ${valueName(chip)}`;
    return html`<button class="filter-chip" type="button" title=${words.removeFilter(what)} @click=${() => this.actions.files.list.filter(withoutChip(filters, chip))}>
      <span class="visually-hidden">${words.remove}</span><span class="filter-chip-key">${words.chip[chip.key]}</span><bdi>${valueName(chip)}</bdi>${icons.cross}</button>`;
  }
}

function shortcuts() {
  return html`<div class="bar-panel help-panel" role="group" aria-label=${words.shortcuts.title}>
    <h2>${words.shortcuts.title}</h2>
    <dl>${words.shortcuts.rows.map(([keys, does]) => html`<div><dt>${keys.split(' ').map((key) => (/^[–,+]$/.test(key) || key === 'move' ? ` ${key} ` : html`<kbd>${key.replace(/,$/, '')}</kbd>`))}</dt><dd>${does}</dd></div>`)}</dl>
    <p class="help">${words.shortcuts.note}</p>
  </div>`;
}

customElements.define('sluice-file-bar', FileBarView);
