import { html, nothing } from 'lit';
import type { AppState, Preset } from '../../state/model';
import { presetNamed } from '../../state/presets';
import { chosenFolders } from '../../state/selection';
import { text } from '../../text';
import { field, toggle } from './fields';
import { Modal } from '../frame/modal';

const words = text.presets;

/** Which of the user's presets is being renamed or deleted. */
type Doing = { what: 'rename'; name: string; to: string; error: string | undefined } | { what: 'delete'; name: string } | null;

/** Saving the present settings under a name; overwriting, renaming and deleting what was saved. */
export class PresetsDialog extends Modal {
  private name = '';
  private nameError: string | undefined;
  private withFolders = false;
  private doing: Doing = null;

  protected reads(state: AppState) {
    const { presets, selection, typed } = state.configure;
    return [state.dialog === 'presets', presets, selection, typed];
  }

  protected get isOpen(): boolean {
    return this.state.dialog === 'presets';
  }

  protected close(): void {
    this.doing = null;
    this.nameError = undefined;
    if (this.isOpen) this.actions.dialog(null);
  }

  protected override render() {
    return this.frame('presets-dialog', words.title, words.close, this.isOpen ? html`
      <p class="help">${words.lead}</p>
      ${this.saving()}
      <h3>${words.own}</h3>
      ${this.own(this.state.configure.presets)}` : nothing);
  }

  private saving() {
    const { configure } = this.state;
    const folders = chosenFolders(configure);
    const taken = presetNamed(configure.presets, this.name) !== null;
    return html`<form class="preset-form" novalidate @submit=${this.onSave}>
      <h3>${words.saveTitle}</h3>
      ${field({
        id: 'preset-name', label: words.name, help: words.nameHelp, error: this.nameError, value: this.name,
        onInput: (value) => this.edit(() => { this.name = value; this.nameError = undefined; }),
        after: html`<button class="button primary" type="submit">${taken ? words.overwrite : words.save}</button>`,
      })}
      ${toggle({
        id: 'preset-folders', label: words.withFolders(folders.length), help: words.withFoldersHelp, disabled: folders.length === 0,
        checked: this.withFolders && folders.length > 0, onChange: (on) => this.edit(() => { this.withFolders = on; }),
      })}
    </form>`;
  }

  private own(presets: readonly Preset[]) {
    if (presets.length === 0) return html`<p class="help">${words.none}</p>`;
    return html`<ul class="preset-list">${presets.map((preset) => html`<li class="preset-row">${this.row(preset)}</li>`)}</ul>`;
  }

  private row(preset: Preset) {
    const { doing } = this;
    const { name } = preset;
    if (doing?.name === name && doing.what === 'rename') return this.renaming(doing);
    const about = html`<span class="preset-words"><b>${name}</b><small>${preset.directories === null ? words.noFolders : words.folders(preset.directories.length)}</small></span>`;
    if (doing?.name === name) {
      return html`${about}<span class="preset-commands" role="alert"><span>${words.deleteConfirm}</span>
        <button class="button small danger" type="button" @click=${() => this.edit(() => { this.doing = null; this.actions.presets.remove(name); })}>${words.deleteYes}</button>
        <button class="button small" type="button" @click=${() => this.edit(() => { this.doing = null; })}>${words.deleteNo}</button></span>`;
    }
    return html`${about}<span class="preset-commands">
      <button class="button small quiet" type="button" aria-label=${words.updateOf(name)} @click=${() => this.actions.presets.update(name)}>${words.update}</button>
      <button class="button small quiet" type="button" aria-label=${words.renameOf(name)}
        @click=${() => this.edit(() => { this.doing = { what: 'rename', name, to: name, error: undefined }; }, '#preset-rename')}>${words.rename}</button>
      <button class="button small quiet" type="button" aria-label=${words.deleteOf(name)}
        @click=${() => this.edit(() => { this.doing = { what: 'delete', name }; }, '.preset-commands .danger')}>${words.delete}</button></span>`;
  }

  private renaming(doing: Extract<Doing, { what: 'rename' }>) {
    const onSubmit = (event: Event): void => {
      event.preventDefault();
      const error = this.actions.presets.rename(doing.name, doing.to) ?? undefined;
      this.edit(() => { this.doing = error === undefined ? null : { ...doing, error }; });
    };
    return html`<form class="preset-rename" novalidate @submit=${onSubmit}>${field({
      id: 'preset-rename', label: words.renameOf(doing.name), help: '', error: doing.error, value: doing.to,
      onInput: (to) => this.edit(() => { this.doing = { ...doing, to, error: undefined }; }),
      after: html`<button class="button small primary" type="submit">${words.renameSave}</button>
        <button class="button small" type="button" @click=${() => this.edit(() => { this.doing = null; })}>${words.cancel}</button>`,
    })}</form>`;
  }

  private onSave(event: Event): void {
    event.preventDefault();
    this.nameError = this.actions.presets.save(this.name, this.withFolders) ?? undefined;
    if (this.nameError === undefined) this.name = '';
    this.edit(() => {}, this.nameError === undefined ? null : '#preset-name');
  }

  /** What is being typed here is nobody else's business: it lives in the dialog, not in the page's state. */
  private edit(change: () => void, focus: string | null = null): void {
    change();
    this.requestUpdate();
    if (focus !== null) void this.updateComplete.then(() => this.querySelector<HTMLElement>(focus)?.focus());
  }
}

customElements.define('sluice-presets-dialog', PresetsDialog);
