// The form: its checks, and its way into the server's parameters and back. Pure.

import type { Parameters } from '../api/types';
import { text } from '../text';
import { initialState, type Field, type Form } from './model';

export type FieldErrors = Partial<Record<Field, string>>;

const kMaxPattern = 4096;

export function checkForm(form: Form, folders: readonly string[], nsfwAvailable: boolean): FieldErrors {
  const errors: FieldErrors = {};
  if (folders.length === 0) errors.directory = text.errors.noFolder;
  if (form.pattern.trim() === '') errors.pattern = text.errors.noPattern;
  else if (form.pattern.length > kMaxPattern) errors.pattern = text.errors.longPattern;
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

/**
 * Are pictures to be decoded? Unless the user has said so, with NSFW detection, as the server has it. Where there is no
 * classifier nobody has chosen to leave the pixels alone: hashes and thumbnails are made all the same.
 */
export const readsPixels = (form: Form, nsfwAvailable: boolean): boolean =>
  form.pixels ?? (!nsfwAvailable || form.enable_nsfw_detection);

export function toParameters(form: Form, folders: readonly string[], nsfwAvailable: boolean): Parameters {
  return {
    directories: [...folders],
    pattern: form.pattern.trim(),
    recursive: form.recursive,
    skip_existing: form.skip_existing,
    enable_nsfw_detection: nsfwAvailable && form.enable_nsfw_detection,
    pixels: readsPixels(form, nsfwAvailable),
    nsfw_threshold: thresholdOf(form.nsfw_threshold) ?? 0.5,
    extract_metadata: form.extract_metadata,
    extract_keywords: form.extract_keywords,
    import_scores: form.import_scores,
    max_files: form.max_files.trim() === '' ? null : Number(form.max_files.trim()),
    content_hash: form.content_hash,
    pixel_hash: form.pixel_hash,
  };
}

/** The form that gives these parameters. What a session had no classifier for is not taken for the user's wish. */
export function toForm(parameters: Partial<Parameters>, nsfwAvailable: boolean): Form {
  const base = initialState.configure.form;
  const nsfw = parameters.enable_nsfw_detection ?? base.enable_nsfw_detection;
  const follows = parameters.pixels === undefined || parameters.pixels === (!nsfwAvailable || nsfw);
  return {
    pattern: parameters.pattern ?? base.pattern,
    recursive: parameters.recursive ?? base.recursive,
    skip_existing: parameters.skip_existing ?? base.skip_existing,
    enable_nsfw_detection: nsfw,
    nsfw_threshold: String(parameters.nsfw_threshold ?? base.nsfw_threshold),
    extract_metadata: parameters.extract_metadata ?? base.extract_metadata,
    extract_keywords: parameters.extract_keywords ?? base.extract_keywords,
    import_scores: parameters.import_scores ?? base.import_scores,
    max_files: parameters.max_files == null ? '' : String(parameters.max_files),
    pixels: follows ? null : parameters.pixels!,
    content_hash: parameters.content_hash ?? base.content_hash,
    pixel_hash: parameters.pixel_hash ?? base.pixel_hash,
  };
}

const isField = (name: string): name is Field => name === 'directory' || name in initialState.configure.form;

/** The server says "max_files: must be …": which field that is, and what to say there. */
export function fieldOf(detail: string): { field: Field; message: string } | null {
  const match = /^([a-z_]+): ?(.+)$/s.exec(detail);
  if (!match) return null;
  const name = match[1] === 'directories' ? 'directory' : match[1]!;
  return isField(name) ? { field: name, message: sentence(match[2]!) } : null;
}

export const sentence = (words: string): string => {
  const out = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?…]$/.test(out) ? out : `${out}.`;
};
