import { html, nothing, type PropertyValues } from 'lit';
import type { AppState, ConfigureState } from '../state/model';
import { chosenFolders, patternHas } from '../state/selection';
import { text } from '../text';
import { field, toggle } from './fields';
import { icons } from './icons';
import { View } from './view';
import './tree';

const words = text.configure;

/** Step 1: which folders, which files, what to read from them. */
export class ConfigureView extends View {
  private shownErrors: ConfigureState['errors'] = {};

  protected reads(state: AppState) {
    const { selection, typed, fileTypes, form, errors, formError, starting, roots } = state.configure;
    return [state.step === 'configure', state.config, selection, typed, fileTypes, form, errors, formError, starting, roots];
  }

  protected override render() {
    const { configure } = this.state;
    return html`<section class="step" id="configure-section" ?hidden=${this.state.step !== 'configure'} aria-labelledby="configure-title">
      <div class="step-head"><h1 id="configure-title">${words.title}</h1><p>${words.lead}</p></div>
      <form class="configure" novalidate @submit=${this.onSubmit}>
        <div class="card folders">${this.folders(configure)}</div>
        <div class="side">
          <div class="card">${this.scope(configure)}</div>
          <div class="card">${this.reading(configure)}</div>
        </div>
        <div class="start-bar">
          <div class="start-words">
            ${configure.formError === null ? this.chosenLine(configure) : html`<p class="form-error" role="alert">${icons.warn}${configure.formError}</p>`}
          </div>
          <button class="button primary large" id="process-btn" type="submit" aria-busy=${configure.starting}
            ?disabled=${configure.starting}>${configure.starting ? words.starting : words.start}</button>
        </div>
      </form>
    </section>`;
  }

  // The first field that is wrong gets the focus, once.
  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { errors } = this.state.configure;
    if (errors === this.shownErrors) return;
    const isNew = Object.keys(errors).some((key) => !(key in this.shownErrors));
    this.shownErrors = errors;
    const first = isNew ? this.querySelector<HTMLElement>('[aria-invalid=true]') : null;
    first?.focus();
  }

  private onSubmit(event: Event): void {
    event.preventDefault();
    void this.actions.browse.start();
  }

  private chosenLine(configure: ConfigureState) {
    const chosen = chosenFolders(configure);
    return html`<p class="start-summary">${chosen.length === 0 ? words.nothingChosen
      : chosen.length === 1 ? html`<span class="path-text">${chosen[0]}</span>` : words.chosenCount(chosen.length)}</p>`;
  }

  private folders(configure: ConfigureState) {
    const { browse } = this.actions;
    const several = configure.selection.length > 1;
    const onEnter = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !several || configure.typed.trim() === '') return;
      event.preventDefault();
      browse.addTyped();
    };
    return html`
      <h2>${words.folders}</h2>
      <div @keydown=${onEnter}>
        ${field({
          id: 'directory', label: words.directory, help: words.directoryHelp, error: configure.errors.directory, value: configure.typed,
          placeholder: several ? words.severalPlaceholder : words.directoryPlaceholder, onInput: (value) => browse.type(value),
          ...(several ? { after: html`<button class="button" type="button" ?disabled=${configure.typed.trim() === ''}
            @click=${() => browse.addTyped()}>${words.add}</button>` } : {}),
        })}
      </div>
      ${several ? html`<ul class="chips" aria-label=${words.chosen}>${configure.selection.map((path) => html`
        <li class="chip"><span class="path-text" title=${path}>${path}</span><button class="icon-button" type="button"
          aria-label=${words.remove(path)} @click=${() => browse.remove(path)}>${icons.cross}</button></li>`)}</ul>` : nothing}
      <div class="tree-box"><sluice-tree .context=${this.context}></sluice-tree></div>
      ${configure.roots.length > 0 ? html`<p class="help">${words.legend}</p>` : nothing}`;
  }

  private scope(configure: ConfigureState) {
    const { browse } = this.actions;
    const { form, errors } = configure;
    const defaultPattern = this.state.config?.default_pattern ?? '';
    return html`
      <h2>${words.limits}</h2>
      ${this.types(configure)}
      ${field({
        id: 'pattern', label: words.pattern, help: words.patternHelp, error: errors.pattern, value: form.pattern,
        onInput: (pattern) => browse.set({ pattern }),
        ...(form.pattern === defaultPattern ? {} : { aside: html`<button class="link-button" type="button"
          @click=${() => browse.resetPattern()}>${words.patternReset}</button>` }),
      })}
      <div class="pair">
        ${toggle({ id: 'recursive', label: words.recursive, help: words.recursiveHelp, error: errors.recursive, checked: form.recursive,
          onChange: (recursive) => browse.set({ recursive }) })}
        ${toggle({ id: 'skip_existing', label: words.skipExisting, help: words.skipExistingHelp, error: errors.skip_existing,
          checked: form.skip_existing, onChange: (skip_existing) => browse.set({ skip_existing }) })}
      </div>
      ${field({
        id: 'max_files', label: words.maxFiles, help: words.maxFilesHelp, error: errors.max_files, value: form.max_files,
        placeholder: words.maxFilesPlaceholder, inputMode: 'numeric', onInput: (max_files) => browse.set({ max_files }),
        after: html`<span class="unit">${words.maxFilesUnit}</span>`,
      })}`;
  }

  private types(configure: ConfigureState) {
    const { fileTypes, form } = configure;
    const note = fileTypes.status === 'none' ? words.typesNone : fileTypes.status === 'failed' ? words.typesFailed
      : fileTypes.list.length > 0 ? null : fileTypes.status === 'loading' ? words.typesLoading : words.typesEmpty;
    return html`<div class="types" role="group" aria-labelledby="types-label" aria-busy=${fileTypes.status === 'loading'}>
      <p class="label" id="types-label">${words.types}</p>
      <div class="type-list">${note === null ? fileTypes.list.map((extension) => {
        const on = patternHas(form.pattern, extension);
        return html`<button class="type" type="button" aria-pressed=${on} @click=${() => this.actions.browse.toggleType(extension)}>
          <span class="tick" data-checked=${on} aria-hidden="true">${on ? icons.check : nothing}</span>${extension}</button>`;
      }) : html`<p class="help">${note}</p>`}</div>
    </div>`;
  }

  private reading(configure: ConfigureState) {
    const { browse } = this.actions;
    const { form, errors } = configure;
    const { config } = this.state;
    const available = config?.nsfw_available ?? false;
    return html`
      <h2>${words.whatToRead}</h2>
      ${toggle({ id: 'extract_metadata', label: words.metadata, help: words.metadataHelp, error: errors.extract_metadata,
        checked: form.extract_metadata, onChange: (extract_metadata) => browse.set({ extract_metadata }) })}
      ${toggle({ id: 'extract_keywords', label: words.keywords, help: words.keywordsHelp, error: errors.extract_keywords,
        checked: form.extract_keywords, onChange: (extract_keywords) => browse.set({ extract_keywords }) })}
      ${toggle({ id: 'import_scores', label: words.scores, help: words.scoresHelp, error: errors.import_scores,
        checked: form.import_scores, onChange: (import_scores) => browse.set({ import_scores }) })}
      ${toggle({ id: 'enable_nsfw_detection', label: words.nsfw, help: words.nsfwHelp, error: errors.enable_nsfw_detection,
        checked: available && form.enable_nsfw_detection, disabled: !available,
        onChange: (enable_nsfw_detection) => browse.set({ enable_nsfw_detection }) })}
      ${config !== null && !available ? html`<div class="callout" id="nsfw-unavailable">
        <p class="callout-title">${icons.warn}${words.nsfwUnavailable}</p><p>${config.nsfw_detail}</p></div>` : nothing}
      <div class="threshold">${field({
        id: 'nsfw_threshold', label: words.threshold, help: words.thresholdHelp, error: errors.nsfw_threshold, value: form.nsfw_threshold,
        type: 'number', min: '0', max: '1', step: '0.01', disabled: !available || !form.enable_nsfw_detection,
        onInput: (nsfw_threshold) => browse.set({ nsfw_threshold }),
        before: html`<input class="range" type="range" min="0" max="1" step="0.01" aria-label=${words.threshold}
          .value=${form.nsfw_threshold} ?disabled=${!available || !form.enable_nsfw_detection}
          @input=${(event: Event) => browse.set({ nsfw_threshold: (event.target as HTMLInputElement).value })} />`,
      })}</div>`;
  }
}

customElements.define('sluice-configure', ConfigureView);
