// The form: filling it in, remembering it, and the start of a session.

import { ApiError, type Api } from '../api/client';
import type { Parameters, Started } from '../api/types';
import type { Memory } from '../memory';
import { checkForm, fieldOf, toForm, toParameters, type FieldErrors } from '../state/form';
import type { AppState, Field, Form } from '../state/model';
import { patternToggle } from '../state/pattern';
import { formText, readForm } from '../state/remembered';
import { chosenFolders } from '../state/selection';
import type { Store } from '../state/store';
import { problemText } from './problem';

const kKey = 'form';
const kKeepDelayMs = 300;

export class FormActions {
  private keepTimer: ReturnType<typeof setTimeout> | undefined;
  private restored = false;
  private kept: readonly unknown[] = [];

  constructor(
    private readonly store: Store, private readonly api: Api, private readonly memory: Memory,
    private readonly onStarted: (started: Started, parameters: Parameters) => void,
  ) {}

  /** Once, when the server's configuration is known: the form as this browser saw it last. */
  restore(): void {
    if (this.restored) return;
    this.restored = true;
    const remembered = readForm(this.memory.recall(kKey));
    if (remembered !== null) {
      this.fill(remembered.form, remembered.directories);
      this.store.dispatch({ type: 'tree/sort', sort: remembered.sort });
    }
    this.kept = kept(this.store.state);
    this.store.watch((state) => this.keep(state));
  }

  set(patch: Partial<Form>): void {
    this.store.dispatch({ type: 'form', patch });
  }

  /** Fills in the whole form; an empty pattern stands for every known type. */
  fill(form: Form, directories: readonly string[] | null): void {
    this.set(form.pattern === '' ? { ...form, pattern: this.defaultPattern } : form);
    if (directories !== null) this.store.dispatch({ type: 'select/all', paths: directories });
  }

  /** The settings of a session that was. */
  use(parameters: Partial<Parameters>, directories: readonly string[]): void {
    this.fill(toForm(parameters, this.nsfwAvailable), directories);
  }

  toggleType(extension: string): void {
    this.set({ pattern: patternToggle(this.store.state.configure.form.pattern, extension) });
  }

  resetPattern(): void {
    this.set({ pattern: this.defaultPattern });
  }

  /** A field has been left: what is wrong with it is said now, not only at the start. */
  check(field: Field): void {
    this.store.dispatch({ type: 'form/field-checked', field, error: this.errors()[field] });
  }

  async start(): Promise<void> {
    const { configure } = this.store.state;
    if (configure.starting) return;
    const errors = this.errors();
    if (Object.keys(errors).length > 0) {
      this.store.dispatch({ type: 'form/invalid', errors, formError: null });
      return;
    }
    this.store.dispatch({ type: 'form/starting' });
    const parameters = toParameters(configure.form, chosenFolders(configure), this.nsfwAvailable);
    try {
      this.onStarted(await this.api.process(parameters), parameters);
    } catch (error) {
      this.refused(error);
    }
  }

  private refused(error: unknown): void {
    const named = error instanceof ApiError ? fieldOf(error.detail) : null;
    this.store.dispatch(named === null
      ? { type: 'form/invalid', errors: {}, formError: problemText(error) }
      : { type: 'form/invalid', errors: { [named.field]: named.message }, formError: null });
  }

  private errors(): FieldErrors {
    const { configure } = this.store.state;
    return checkForm(configure.form, chosenFolders(configure), this.nsfwAvailable);
  }

  private keep(state: AppState): void {
    const now = kept(state);
    if (now.every((value, index) => value === this.kept[index])) return;
    this.kept = now;
    clearTimeout(this.keepTimer);
    this.keepTimer = setTimeout(() => {
      const { configure } = this.store.state;
      this.memory.keep(kKey, formText(configure.form, chosenFolders(configure), configure.sort, this.defaultPattern));
    }, kKeepDelayMs);
  }

  private get defaultPattern(): string {
    return this.store.state.config?.default_pattern ?? '';
  }

  private get nsfwAvailable(): boolean {
    return this.store.state.config?.nsfw_available ?? false;
  }
}

const kept = ({ configure }: AppState): readonly unknown[] => [configure.form, configure.selection, configure.typed, configure.sort];
