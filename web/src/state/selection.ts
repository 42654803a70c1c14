// Folders, patterns and the form's checks. Pure.

import type { Parameters } from '../api/types';
import { text } from '../text';
import type { ConfigureState, Field, Form, TreeNode } from './model';

/** The chosen folder that already contains `path`, if subfolders are read. */
export function includedBy(path: string, selection: readonly string[], recursive: boolean): string | null {
  if (!recursive) return null;
  return selection.find((chosen) => isInside(path, chosen)) ?? null;
}

export function isInside(path: string, folder: string): boolean {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return path !== folder && path.startsWith(prefix);
}

/** Ticks or unticks a folder; what a newly ticked folder contains need not be named again. */
export function toggleSelection(path: string, selection: readonly string[], recursive: boolean): string[] {
  if (selection.includes(path)) return selection.filter((chosen) => chosen !== path);
  const kept = recursive ? selection.filter((chosen) => !isInside(chosen, path)) : [...selection];
  return [...kept, path];
}

/** True if something beneath this folder is chosen while it is not itself. */
export const containsChosen = (path: string, selection: readonly string[]): boolean =>
  selection.some((chosen) => isInside(chosen, path));

/** The tree's rows from top to bottom as they are seen. */
export function visibleNodes(state: Pick<ConfigureState, 'nodes' | 'roots'>): TreeNode[] {
  const out: TreeNode[] = [];
  const visit = (path: string) => {
    const node = state.nodes[path];
    if (!node) return;
    out.push(node);
    if (node.expanded) node.children?.forEach(visit);
  };
  state.roots.forEach(visit);
  return out;
}

const alternatives = (pattern: string): string[] =>
  pattern.split('|').map((part) => part.trim()).filter((part) => part !== '');

const isFor = (alternative: string, extension: string): boolean =>
  alternative.toLowerCase() === `*.${extension.toLowerCase()}`;

export const patternHas = (pattern: string, extension: string): boolean =>
  alternatives(pattern).some((part) => isFor(part, extension));

export function patternToggle(pattern: string, extension: string): string {
  const parts = alternatives(pattern);
  const kept = parts.filter((part) => !isFor(part, extension));
  return (kept.length < parts.length ? kept : [...parts, `*.${extension}`]).join('|');
}

/** The folders that Start would read: the ticked ones, and what stands in the field. */
export function chosenFolders(state: Pick<ConfigureState, 'selection' | 'typed'>): string[] {
  const typed = state.typed.trim();
  return typed === '' || state.selection.includes(typed) ? [...state.selection] : [...state.selection, typed];
}

export type FieldErrors = Partial<Record<Field, string>>;

export function checkForm(form: Form, folders: readonly string[], nsfwAvailable: boolean): FieldErrors {
  const errors: FieldErrors = {};
  if (folders.length === 0) errors.directory = text.errors.noFolder;
  if (form.pattern.trim() === '') errors.pattern = text.errors.noPattern;
  if (form.max_files.trim() !== '' && !/^[1-9]\d{0,14}$/.test(form.max_files.trim())) errors.max_files = text.errors.maxFiles;
  if (nsfwAvailable && form.enable_nsfw_detection && thresholdOf(form.nsfw_threshold) === null) {
    errors.nsfw_threshold = text.errors.threshold;
  }
  return errors;
}

function thresholdOf(typed: string): number | null {
  const value = typed.trim() === '' ? NaN : Number(typed);
  return value >= 0 && value <= 1 ? value : null;
}

export function toParameters(form: Form, folders: readonly string[], nsfwAvailable: boolean): Parameters {
  return {
    directories: [...folders],
    pattern: form.pattern.trim(),
    recursive: form.recursive,
    skip_existing: form.skip_existing,
    enable_nsfw_detection: nsfwAvailable && form.enable_nsfw_detection,
    // Where there is no classifier, nobody has chosen to leave the pixels alone: hashes and thumbnails are made all the same.
    pixels: !nsfwAvailable || form.enable_nsfw_detection,
    nsfw_threshold: thresholdOf(form.nsfw_threshold) ?? 0.5,
    extract_metadata: form.extract_metadata,
    extract_keywords: form.extract_keywords,
    import_scores: form.import_scores,
    max_files: form.max_files.trim() === '' ? null : Number(form.max_files.trim()),
  };
}

const kFields: readonly Field[] = [
  'directory', 'pattern', 'recursive', 'skip_existing', 'enable_nsfw_detection', 'nsfw_threshold', 'extract_metadata',
  'extract_keywords', 'import_scores', 'max_files',
];

/** The server says "max_files: must be …": which field that is, and what to say there. */
export function fieldOf(detail: string): { field: Field; message: string } | null {
  const match = /^([a-z_]+): ?(.+)$/s.exec(detail);
  if (!match) return null;
  const name = match[1] === 'directories' ? 'directory' : match[1];
  const field = kFields.find((known) => known === name);
  return field ? { field, message: sentence(match[2]!) } : null;
}

export const sentence = (words: string): string => {
  const out = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?…]$/.test(out) ? out : `${out}.`;
};
