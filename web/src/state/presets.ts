// Settings under a name: those that come with the page, and the user's own. Pure.

import { text } from '../text';
import { initialState, type Form, type Preset } from './model';

const standard: Form = initialState.configure.form;
const names = text.presets.builtIn;

/** An empty pattern stands for every known type. */
export const kBuiltIn: readonly Preset[] = [
  { name: names.standard, directories: null, form: standard },
  { name: names.everything, directories: null, form: { ...standard, pixels: true, pixel_hash: true } },
  {
    name: names.fast, directories: null,
    form: { ...standard, enable_nsfw_detection: false, pixels: false, content_hash: false },
  },
  { name: names.trial, directories: null, form: { ...standard, max_files: '100' } },
];

export const kMaxPresets = 50;
export const kMaxPresetName = 60;

/** The form a preset stands for, on this server. */
export const presetForm = (preset: Preset, defaultPattern: string): Form =>
  preset.form.pattern === '' ? { ...preset.form, pattern: defaultPattern } : preset.form;

/** Does the page stand as the preset has it? */
export function isApplied(preset: Preset, form: Form, folders: readonly string[], defaultPattern: string): boolean {
  const wanted = presetForm(preset, defaultPattern);
  const sameForm = (Object.keys(wanted) as (keyof Form)[]).every((key) => wanted[key] === form[key]);
  return sameForm && (preset.directories === null || sameFolders(preset.directories, folders));
}

const sameFolders = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((path) => b.includes(path));

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

export const presetNamed = (presets: readonly Preset[], name: string): Preset | null =>
  presets.find((preset) => same(preset.name, name)) ?? null;

/** What is wrong with a name for a preset; null: nothing. `own`: the preset that is to be renamed. */
export function nameProblem(presets: readonly Preset[], name: string, own: string | null = null): string | null {
  const trimmed = name.trim();
  if (trimmed === '') return text.presets.noName;
  if (trimmed.length > kMaxPresetName) return text.presets.longName(kMaxPresetName);
  if (presetNamed(kBuiltIn, trimmed) !== null) return text.presets.builtInName;
  const taken = presetNamed(presets, trimmed);
  if (own !== null && taken !== null && !same(taken.name, own)) return text.presets.taken;
  if (own === null && taken === null && presets.length >= kMaxPresets) return text.presets.tooMany(kMaxPresets);
  return null;
}

/** Keeps the settings under the name; one of that name is replaced in its place. */
export function withPreset(presets: readonly Preset[], preset: Preset): Preset[] {
  const named = { ...preset, name: preset.name.trim() };
  return presetNamed(presets, named.name) === null
    ? [...presets, named] : presets.map((each) => (same(each.name, named.name) ? named : each));
}

export const renamed = (presets: readonly Preset[], from: string, to: string): Preset[] =>
  presets.map((each) => (same(each.name, from) ? { ...each, name: to.trim() } : each));

export const withoutPreset = (presets: readonly Preset[], name: string): Preset[] => presets.filter((each) => !same(each.name, name));
