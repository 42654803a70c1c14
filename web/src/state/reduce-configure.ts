import type { Estimate, FolderSearch } from '../api/types';
import type { ConfigureState, Field, Form, Preset, TreeSort } from './model';
import { includedBy, toggleSelection } from './selection';
import { reduceTree, type TreeAction } from './reduce-tree';

export type ConfigureAction =
  | TreeAction
  | { type: 'tree/sort'; sort: TreeSort }
  | { type: 'search/text'; text: string }
  | { type: 'search/loading' }
  | { type: 'search/found'; result: FolderSearch }
  | { type: 'search/failed' }
  | { type: 'select/toggle'; path: string }
  | { type: 'select/typed'; text: string }
  | { type: 'select/add-typed' }
  | { type: 'select/remove'; path: string }
  | { type: 'select/all'; paths: readonly string[] }
  | { type: 'types/loading' }
  | { type: 'types/loaded'; list: string[] }
  | { type: 'types/failed' }
  | { type: 'types/none' }
  | { type: 'estimate/none' }
  | { type: 'estimate/loading' }
  | { type: 'estimate/ready'; estimate: Estimate }
  | { type: 'estimate/failed'; why: string }
  | { type: 'presets'; presets: readonly Preset[] }
  | { type: 'form'; patch: Partial<Form> }
  | { type: 'form/field-checked'; field: Field; error: string | undefined }
  | { type: 'form/invalid'; errors: Partial<Record<Field, string>>; formError: string | null }
  | { type: 'form/starting' };

export function reduceConfigure(state: ConfigureState, action: ConfigureAction): ConfigureState {
  switch (action.type) {
    case 'tree/sort': return { ...state, sort: action.sort };
    case 'search/text': return { ...state, search: { text: action.text, status: 'idle', found: action.text.trim() === '' ? [] : state.search.found, complete: true } };
    case 'search/loading': return { ...state, search: { ...state.search, status: 'loading' } };
    case 'search/found': {
      const found = action.result.directories.map(({ path, name, total_files, ingested_files }) =>
        ({ path, name, total: total_files, ingested: ingested_files }));
      return { ...state, search: { ...state.search, status: 'ready', found, complete: action.result.complete } };
    }
    case 'search/failed': return { ...state, search: { ...state.search, status: 'failed', found: [] } };
    case 'select/toggle': {
      if (includedBy(action.path, state.selection, state.form.recursive) !== null) return state;
      return withSelection(state, toggleSelection(action.path, state.selection, state.form.recursive));
    }
    case 'select/typed': {
      const path = action.text.trim();
      const next = state.selection.length > 1 ? state.selection : path === '' ? [] : [path];
      return { ...state, typed: action.text, selection: next, errors: without(state.errors, 'directory') };
    }
    case 'select/add-typed': {
      const path = state.typed.trim();
      if (path === '' || state.selection.includes(path)) return state;
      return withSelection(state, [...state.selection, path]);
    }
    case 'select/remove': return withSelection(state, state.selection.filter((path) => path !== action.path));
    case 'select/all': return withSelection(state, [...new Set(action.paths)]);
    case 'types/loading': return { ...state, fileTypes: { ...state.fileTypes, status: 'loading' } };
    case 'types/loaded': return { ...state, fileTypes: { status: 'ready', list: action.list } };
    case 'types/failed': return { ...state, fileTypes: { status: 'failed', list: [] } };
    case 'types/none': return { ...state, fileTypes: { status: 'none', list: [] } };
    case 'estimate/none': return { ...state, estimate: { status: 'none', value: null, why: '' } };
    case 'estimate/loading': return { ...state, estimate: { ...state.estimate, status: 'loading' } };
    case 'estimate/ready': return { ...state, estimate: { status: 'ready', value: action.estimate, why: '' } };
    case 'estimate/failed': return { ...state, estimate: { status: 'failed', value: null, why: action.why } };
    case 'presets': return { ...state, presets: action.presets };
    case 'form': {
      let errors = state.errors;
      for (const key of Object.keys(action.patch) as Field[]) errors = without(errors, key);
      return { ...state, form: { ...state.form, ...action.patch }, errors, formError: null };
    }
    case 'form/field-checked': {
      const rest = without(state.errors, action.field);
      return { ...state, errors: action.error === undefined ? rest : { ...rest, [action.field]: action.error } };
    }
    case 'form/invalid': return { ...state, errors: action.errors, formError: action.formError, starting: false };
    case 'form/starting': return { ...state, starting: true, errors: {}, formError: null };
    default: return reduceTree(state, action);
  }
}

function withSelection(state: ConfigureState, selection: string[]): ConfigureState {
  const typed = selection.length === 1 ? selection[0]! : '';
  return { ...state, selection, typed, errors: without(state.errors, 'directory'), formError: null };
}

function without<T extends object>(errors: T, key: PropertyKey): T {
  if (!(key in errors)) return errors;
  const rest = { ...errors };
  delete (rest as Record<PropertyKey, unknown>)[key];
  return rest;
}
