// The two cards beside the folders: which files in them, and what to read from these.

import { html, nothing, type TemplateResult } from 'lit';
import type { Actions } from '../../actions/app';
import { readsPixels } from '../../state/form';
import type { AppState, Form } from '../../state/model';
import { patternHas } from '../../state/pattern';
import { text } from '../../text';
import { field, toggle } from './fields';
import { icons } from '../parts/icons';

const words = text.configure;

type Switch = { [K in keyof Form]: Form[K] extends boolean ? K : never }[keyof Form];

const switchOf = (state: AppState, actions: Actions, id: Switch, label: string, help: string): TemplateResult =>
  toggle({
    id, label, help, error: state.configure.errors[id], checked: state.configure.form[id],
    onChange: (checked) => actions.form.set({ [id]: checked }),
  });

export function scope(state: AppState, actions: Actions): TemplateResult {
  const { form, errors } = state.configure;
  const isDefault = form.pattern === (state.config?.default_pattern ?? '');
  return html`
    <h2>${words.limits}</h2>
    ${types(state, actions)}
    ${field({
      id: 'pattern', label: words.pattern, help: words.patternHelp, error: errors.pattern, value: form.pattern,
      onInput: (pattern) => actions.form.set({ pattern }), onLeave: () => actions.form.check('pattern'),
      ...(isDefault ? {} : { aside: html`<button class="link-button" type="button" @click=${() => actions.form.resetPattern()}>${words.patternReset}</button>` }),
    })}
    ${switchOf(state, actions, 'recursive', words.recursive, words.recursiveHelp)}
    ${switchOf(state, actions, 'skip_existing', words.skipExisting, words.skipExistingHelp)}
    ${field({
      id: 'max_files', label: words.maxFiles, help: words.maxFilesHelp, error: errors.max_files, value: form.max_files,
      placeholder: words.maxFilesPlaceholder, inputMode: 'numeric', onInput: (max_files) => actions.form.set({ max_files }),
      onLeave: () => actions.form.check('max_files'), after: html`<span class="unit">${words.maxFilesUnit}</span>`,
    })}`;
}

function types({ configure }: AppState, actions: Actions): TemplateResult {
  const { fileTypes, form } = configure;
  const note = fileTypes.status === 'none' ? words.typesNone : fileTypes.status === 'failed' ? words.typesFailed
    : fileTypes.list.length > 0 ? null : fileTypes.status === 'loading' ? words.typesLoading : words.typesEmpty;
  return html`<div class="types" role="group" aria-labelledby="types-label" aria-busy=${fileTypes.status === 'loading'}>
    <p class="label" id="types-label">${words.types}</p>
    <div class="type-list">${note === null ? fileTypes.list.map((extension) => {
      const on = patternHas(form.pattern, extension);
      return html`<button class="chip-button" type="button" aria-pressed=${on} @click=${() => actions.form.toggleType(extension)}>
        <span class="chip-mark" aria-hidden="true">${on ? icons.check : nothing}</span>${extension}</button>`;
    }) : html`<p class="help">${note}</p>`}</div>
  </div>`;
}

export function reading(state: AppState, actions: Actions): TemplateResult {
  const { config } = state;
  const { form, errors } = state.configure;
  const available = config?.nsfw_available ?? false;
  return html`
    <h2>${words.whatToRead}</h2>
    ${switchOf(state, actions, 'extract_metadata', words.metadata, words.metadataHelp)}
    ${switchOf(state, actions, 'extract_keywords', words.keywords, words.keywordsHelp)}
    ${switchOf(state, actions, 'import_scores', words.scores, words.scoresHelp)}
    ${toggle({
      id: 'enable_nsfw_detection', label: words.nsfw, help: words.nsfwHelp, error: errors.enable_nsfw_detection,
      checked: available && form.enable_nsfw_detection, disabled: !available,
      onChange: (enable_nsfw_detection) => actions.form.set({ enable_nsfw_detection }),
    })}
    ${config !== null && !available ? html`<div class="callout" id="nsfw-unavailable">
      <p class="callout-title">${icons.warn}${words.nsfwUnavailable}</p><p>${config.nsfw_detail}</p></div>` : nothing}
    ${threshold(state, actions, !available || !form.enable_nsfw_detection)}
    ${advanced(state, actions, available)}`;
}

function threshold({ configure }: AppState, actions: Actions, disabled: boolean): TemplateResult {
  const set = (nsfw_threshold: string): void => actions.form.set({ nsfw_threshold });
  return html`<div class="threshold">${field({
    id: 'nsfw_threshold', label: words.threshold, help: words.thresholdHelp, error: configure.errors.nsfw_threshold, value: configure.form.nsfw_threshold,
    type: 'number', min: '0', max: '1', step: '0.01', disabled, onInput: set, onLeave: () => actions.form.check('nsfw_threshold'),
    before: html`<input class="range" type="range" min="0" max="1" step="0.01" aria-label=${words.threshold}
      .value=${configure.form.nsfw_threshold} ?disabled=${disabled} @input=${(event: Event) => set((event.target as HTMLInputElement).value)} />`,
  })}</div>`;
}

function advanced(state: AppState, actions: Actions, available: boolean): TemplateResult {
  const { form, errors } = state.configure;
  const follows = available && form.pixels === null;
  return html`<details class="advanced">
    <summary>${icons.chevron}<span>${words.advanced}</span></summary>
    <div class="advanced-body">
      ${toggle({
        id: 'pixels', label: words.pixels, help: follows ? `${words.pixelsHelp} ${words.pixelsFollow}` : words.pixelsHelp, error: errors.pixels,
        checked: readsPixels(form, available), onChange: (pixels) => actions.form.set({ pixels }),
      })}
      ${switchOf(state, actions, 'content_hash', words.contentHash, words.contentHashHelp)}
      ${switchOf(state, actions, 'pixel_hash', words.pixelHash, words.pixelHashHelp)}
    </div>
  </details>`;
}
