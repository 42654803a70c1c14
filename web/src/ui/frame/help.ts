import { html, nothing } from 'lit';
import type { Config } from '../../api/types';
import type { AppState } from '../../state/model';
import { text } from '../../text';
import { Modal } from './modal';
import { themeSwitch } from './theme-switch';

const words = text.help;

/** The keys, the appearance, and what this server is. */
export class HelpDialog extends Modal {
  protected reads(state: AppState) {
    return [state.dialog === 'help', state.theme, state.config];
  }

  protected get isOpen(): boolean {
    return this.state.dialog === 'help';
  }

  protected close(): void {
    if (this.isOpen) this.actions.dialog(null);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.onKey);
  }

  // Not while something is typed, and not over another dialog.
  private readonly onKey = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const types = target.matches('input:not([type=checkbox], [type=radio], [type=range]), select, textarea');
    if (event.key !== '?' || event.defaultPrevented || event.ctrlKey || event.metaKey || types || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    this.actions.dialog('help');
  };

  protected override render() {
    const { config, theme } = this.state;
    return this.frame('help-dialog', words.title, words.close, this.isOpen ? html`
      <h3>${text.theme.label}</h3>
      ${themeSwitch('theme-in-help', theme, this.actions.appearance, true)}
      <h3>${words.keyboard}</h3>
      <div class="key-groups">
        ${words.groups.map(({ title, keys }) => group(title, keys.map((each) => [each.keys.map((key) => (key === '…' ? key : html`<kbd>${key}</kbd>`)), each.does])))}
        ${group(text.steps.preview, text.preview.shortcuts.rows.map(([keys, does]) => [html`<kbd>${keys}</kbd>`, does]))}
      </div>
      <h3>${words.aboutTitle}</h3>
      <p>${words.about}</p>
      ${config === null ? nothing : this.facts(config)}
      <p class="help">${words.remembered}</p>` : nothing);
  }

  private facts(config: Config) {
    const fact = (name: string, value: unknown) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
    return html`<dl class="facts">
      ${fact(words.version, config.version)}
      ${fact(words.roots, config.roots.map((root) => html`<span class="path-text">${root}</span>`))}
      ${config.workers === undefined ? nothing : fact(words.workers, words.files(config.workers))}
      ${fact(words.classifier, config.nsfw_available ? words.available : words.missing)}
      ${fact(words.news, words.transports[config.transport])}
    </dl>`;
  }
}

const group = (title: string, rows: readonly (readonly [unknown, string])[]) => html`<section><h4>${title}</h4>
  <dl class="keys">${rows.map(([keys, does]) => html`<div><dt>${keys}</dt><dd>${does}</dd></div>`)}</dl></section>`;

customElements.define('sluice-help', HelpDialog);
