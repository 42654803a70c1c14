// Form controls with their label, help and error tied together.

import { html, nothing, type TemplateResult } from 'lit';

interface Common {
  id: string;
  label: string;
  help: string;
  error?: string | undefined;
}

const described = (id: string, error: string | undefined): string => (error ? `${id}-error ${id}-help` : `${id}-help`);

export const errorLine = (id: string, error: string | undefined): TemplateResult =>
  html`<p class="field-error" id="${id}-error" ?hidden=${!error}>${error ?? ''}</p>`;

export interface SwitchOptions extends Common {
  checked: boolean;
  disabled?: boolean;
  onChange(checked: boolean): void;
}

export function toggle(options: SwitchOptions): TemplateResult {
  const { id, label, help, error, checked, disabled, onChange } = options;
  return html`<div class="switch-row" data-disabled=${disabled ?? false}>
    <input class="switch" type="checkbox" role="switch" id=${id} .checked=${checked} ?disabled=${disabled ?? false}
      aria-invalid=${error === undefined ? nothing : 'true'}
      aria-describedby=${described(id, error)} @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)} />
    <div class="switch-words">
      <label for=${id}>${label}</label>
      <p class="help" id="${id}-help">${help}</p>
      ${errorLine(id, error)}
    </div>
  </div>`;
}

export interface TextOptions extends Common {
  value: string;
  placeholder?: string;
  inputMode?: string;
  type?: string;
  min?: string;
  max?: string;
  step?: string;
  disabled?: boolean;
  before?: TemplateResult;
  after?: TemplateResult;
  aside?: TemplateResult;
  onInput(value: string): void;
  onLeave?(): void;  // the field was changed and left
}

export function field(options: TextOptions): TemplateResult {
  const { id, label, help, error, value, disabled, onInput } = options;
  return html`<div class="field" data-invalid=${error !== undefined}>
    <div class="field-head"><label for=${id}>${label}</label>${options.aside ?? nothing}</div>
    <div class="field-line">
      ${options.before ?? nothing}
      <input class="input" id=${id} name=${id} type=${options.type ?? 'text'} .value=${value} ?disabled=${disabled ?? false}
        placeholder=${options.placeholder ?? ''} inputmode=${options.inputMode ?? nothing}
        min=${options.min ?? nothing} max=${options.max ?? nothing} step=${options.step ?? nothing}
        autocomplete="off" autocapitalize="off" spellcheck="false"
        aria-invalid=${error === undefined ? 'false' : 'true'} aria-describedby=${described(id, error)}
        @input=${(event: Event) => onInput((event.target as HTMLInputElement).value)} @change=${() => options.onLeave?.()} />
      ${options.after ?? nothing}
    </div>
    ${errorLine(id, error)}
    <p class="help" id="${id}-help">${help}</p>
  </div>`;
}
