import { html, nothing } from 'lit';
import { kChanges, type Facets, type FacetValue } from '../../api/types';
import { kScores, scoresOf, toggleScore, withFilter, type FilterKey } from '../../state/filters';
import * as format from '../../state/format';
import type { AppState } from '../../state/model';
import { text } from '../../text';
import { icons } from '../parts/icons';
import { View } from '../parts/view';
import { valueName } from './bar';

const words = text.preview;
const kListed = 60;
const kSearchable = 8;
const kStates = ['done', 'failed', 'skipped', 'running', 'pending'] as const;

/** The filters, each value with the number of files that have it. */
export class FileFiltersView extends View {
  private readonly sought: Partial<Record<FilterKey, string>> = {};

  protected reads(state: AppState) {
    return [state.files.filters, state.files.facets];
  }

  protected override render() {
    const { facets } = this.state.files;
    return html`<div class="bar-panel filter-panel" role="group" aria-label=${words.filters}>
      ${facets === null ? html`<p class="help">${words.facetsLoading}</p>` : this.groups(facets)}
      <button class="icon-button panel-close" type="button" aria-label=${words.close} @click=${() => this.actions.files.list.panel('none')}>${icons.cross}</button>
    </div>`;
  }

  private groups(facets: Facets) {
    const included = Math.max(0, (facets.states.done ?? 0) - facets.excluded);
    const some = <T extends string>(values: readonly T[], count: (value: T) => number | undefined): [string, number][] =>
      values.map((value): [string, number] => [value, count(value) ?? 0]);
    return html`
      <div class="facet-groups">
        ${this.pills('state', some(kStates, (value) => facets.states[value]).filter(([, n]) => n > 0))}
        ${this.pills('change', some(kChanges, (value) => facets.changes[value]))}
        ${this.pills('label', some(['nsfw', 'safe', 'unknown'] as const, (value) => facets.labels[value]))}
        ${this.pills('score', some(kScores, (value) => facets.scores[value]))}
        ${this.pills('included', [['1', included], ['0', facets.excluded]])}
      </div>
      <div class="facet-lists">
        ${this.values('generator', facets.generators)}
        ${this.values('model', facets.models)}
        ${this.values('keyword', facets.keywords)}
        ${this.values('reason', Object.entries(facets.reasons).map(([value, files]) => ({ value, files })).sort((a, b) => b.files - a.files))}
      </div>`;
  }

  private isOn(key: FilterKey, value: string): boolean {
    const { filters } = this.state.files;
    return key === 'score' ? scoresOf(filters).includes(value) : filters[key] === value;
  }

  private toggle(key: FilterKey, value: string): void {
    const { filters } = this.state.files;
    const next = key === 'score' ? toggleScore(filters, value) : withFilter(filters, key, this.isOn(key, value) ? undefined : value);
    this.actions.files.list.filter(next);
  }

  private pills(key: FilterKey, values: readonly (readonly [string, number])[]) {
    return html`<div class="facet-group" role="group" aria-label=${words.groups[key]}><h2>${words.groups[key]}</h2><div class="facet-pills">${values.map(([value, n]) => html`
      <button class="facet" type="button" aria-pressed=${this.isOn(key, value)} data-none=${n === 0} @click=${() => this.toggle(key, value)}>
        <span>${valueName({ key, value })}</span><small>${format.count(n)}</small></button>`)}</div></div>`;
  }

  private values(key: FilterKey, values: readonly FacetValue[]) {
    if (values.length === 0) return nothing;
    const sought = (this.sought[key] ?? '').toLowerCase();
    const found = values.filter(({ value }) => sought === '' || (value ?? words.none).toLowerCase().includes(sought));
    return html`<div class="facet-group" role="group" aria-label=${words.groups[key]}><h2>${words.groups[key]}</h2>
      ${values.length > kSearchable ? html`<input type="search" class="input small" placeholder=${words.find(words.groups[key])} aria-label=${words.find(words.groups[key])} autocomplete="off"
        .value=${this.sought[key] ?? ''} @input=${(event: Event) => this.seek(key, (event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => this.take(key, event, found)} />` : nothing}
      <ul class="facet-list">${found.slice(0, kListed).map(({ value, files }) => html`<li><button class="facet-value" type="button" aria-pressed=${this.isOn(key, value ?? 'none')}
        @click=${() => this.toggle(key, value ?? 'none')}><bdi>${value === null ? words.none : valueName({ key, value })}</bdi><small>${format.count(files)}</small></button></li>`)}</ul>
      ${found.length === 0 ? html`<p class="help">${words.findNone}</p>` : nothing}</div>`;
  }

  private seek(key: FilterKey, typed: string): void {
    this.sought[key] = typed;
    this.requestUpdate();
  }

  // The lists hold the most frequent; whoever types a whole word may mean another.
  private take(key: FilterKey, event: KeyboardEvent, found: readonly FacetValue[]): void {
    const typed = (event.target as HTMLInputElement).value.trim();
    if (event.key !== 'Enter' || typed === '') return;
    event.preventDefault();
    this.toggle(key, found.length === 1 ? (found[0]!.value ?? 'none') : typed);
  }
}

customElements.define('sluice-file-filters', FileFiltersView);
