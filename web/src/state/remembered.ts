// What a browser keeps from visit to visit, as text. Whatever is read back is checked member by member: it may come from an
// older page, or have been edited by hand. Pure.

import { initialState, kThemes, kTreeSorts, type Form, type Preset, type Theme, type TreeSort } from './model';

export interface Remembered {
  form: Form;               // an empty pattern stands for every known type
  directories: string[];
  sort: TreeSort;
}

const kMaxFolders = 1000;

export function formText(form: Form, directories: readonly string[], sort: TreeSort, defaultPattern: string): string {
  const pattern = form.pattern === defaultPattern ? '' : form.pattern;
  return JSON.stringify({ form: { ...form, pattern }, directories, sort });
}

export function readForm(stored: string | null): Remembered | null {
  const value = parse(stored);
  if (!isObject(value)) return null;
  return { form: formOf(value['form']), directories: foldersOf(value['directories']) ?? [], sort: oneOf(kTreeSorts, value['sort'], 'name') };
}

export const presetsText = (presets: readonly Preset[]): string => JSON.stringify(presets);

export function readPresets(stored: string | null): Preset[] {
  const value = parse(stored);
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).filter((each) => typeof each['name'] === 'string' && each['name'] !== '')
    .map((each) => ({ name: each['name'] as string, form: formOf(each['form']), directories: foldersOf(each['directories']) }));
}

export const readTheme = (stored: string | null): Theme => oneOf(kThemes, stored, 'system');

function formOf(value: unknown): Form {
  const form: Record<string, unknown> = { ...initialState.configure.form };
  if (!isObject(value)) return form as unknown as Form;
  for (const [key, usual] of Object.entries(form)) {
    const given = value[key];
    const fits = key === 'pixels' ? given === null || typeof given === 'boolean' : typeof given === typeof usual;
    if (fits) form[key] = given;
  }
  return form as unknown as Form;
}

const foldersOf = (value: unknown): string[] | null =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string' && each !== '').slice(0, kMaxFolders) : null;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const oneOf = <T extends string>(all: readonly T[], value: unknown, usual: T): T => all.find((each) => each === value) ?? usual;

function parse(stored: string | null): unknown {
  try {
    return JSON.parse(stored ?? 'null');
  } catch {
    return null;
  }
}
