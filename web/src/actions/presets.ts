// Settings under a name, kept in this browser.

import type { Memory } from '../memory';
import type { Preset } from '../state/model';
import { nameProblem, presetNamed, renamed, withoutPreset, withPreset } from '../state/presets';
import { presetsText, readPresets } from '../state/remembered';
import { chosenFolders } from '../state/selection';
import type { Store } from '../state/store';
import { text } from '../text';
import type { FormActions } from './form';

const kKey = 'presets';

export class PresetActions {
  constructor(private readonly store: Store, private readonly memory: Memory, private readonly form: FormActions) {
    this.take(memory.recall(kKey));
    memory.watch(kKey, (value) => this.take(value));
  }

  apply(preset: Preset): void {
    this.form.fill(preset.form, preset.directories);
    this.say(text.presets.applied(preset.name));
  }

  /** Keeps what the form says now; tells what is wrong with the name, or null. */
  save(name: string, withFolders: boolean): string | null {
    const problem = nameProblem(this.all, name);
    if (problem !== null) return problem;
    const { configure, config } = this.store.state;
    const pattern = configure.form.pattern === config?.default_pattern ? '' : configure.form.pattern;
    const directories = withFolders ? chosenFolders(configure) : null;
    this.keep(withPreset(this.all, { name, form: { ...configure.form, pattern }, directories }));
    this.say(text.presets.saved(name.trim()));
    return null;
  }

  /** The preset of this name gets the form's settings, and its folders if it had any. */
  update(name: string): void {
    const preset = presetNamed(this.all, name);
    if (preset !== null) this.save(preset.name, preset.directories !== null);
  }

  rename(from: string, to: string): string | null {
    const problem = nameProblem(this.all, to, from);
    if (problem === null) this.keep(renamed(this.all, from, to));
    return problem;
  }

  remove(name: string): void {
    this.keep(withoutPreset(this.all, name));
    this.say(text.presets.removed(name));
  }

  private get all(): readonly Preset[] {
    return this.store.state.configure.presets;
  }

  private take(stored: string | null): void {
    this.store.dispatch({ type: 'presets', presets: readPresets(stored) });
  }

  private keep(presets: readonly Preset[]): void {
    this.store.dispatch({ type: 'presets', presets });
    this.memory.keep(kKey, presetsText(presets));
  }

  private say(words: string): void {
    this.store.dispatch({ type: 'announce', words });
  }
}
