import type { Directory, DirectoryListing } from '../api/types';
import type { ConfigureState, Field, Form, TreeNode } from './model';
import { includedBy, toggleSelection } from './selection';

export type ConfigureAction =
  | { type: 'tree/roots-loading' }
  | { type: 'tree/roots'; listing: DirectoryListing }
  | { type: 'tree/roots-failed'; message: string }
  | { type: 'tree/loading'; path: string }
  | { type: 'tree/loaded'; path: string; listing: DirectoryListing }
  | { type: 'tree/failed'; path: string; message: string }
  | { type: 'tree/expand'; path: string; expanded: boolean }
  | { type: 'tree/focus'; path: string }
  | { type: 'select/toggle'; path: string }
  | { type: 'select/typed'; text: string }
  | { type: 'select/add-typed' }
  | { type: 'select/remove'; path: string }
  | { type: 'types/loading' }
  | { type: 'types/loaded'; list: string[] }
  | { type: 'types/failed' }
  | { type: 'types/none' }
  | { type: 'form'; patch: Partial<Form> }
  | { type: 'form/invalid'; errors: Partial<Record<Field, string>>; formError: string | null }
  | { type: 'form/starting' };

export function reduceConfigure(state: ConfigureState, action: ConfigureAction): ConfigureState {
  switch (action.type) {
    case 'tree/roots-loading': return { ...state, rootsStatus: 'loading', rootsError: '' };
    case 'tree/roots': {
      const nodes = toNodes(action.listing.directories, null, 1);
      const roots = nodes.map((node) => node.path);
      return {
        ...state, rootsStatus: 'ready', roots, focused: roots[0] ?? null,
        nodes: Object.fromEntries(nodes.map((node) => [node.path, node])),
      };
    }
    case 'tree/roots-failed': return { ...state, rootsStatus: 'failed', rootsError: action.message };
    case 'tree/loading': return withNode(state, action.path, { loading: true, error: null, expanded: true });
    case 'tree/loaded': return withChildren(state, action.path, action.listing);
    case 'tree/failed': return withNode(state, action.path, { loading: false, error: action.message });
    case 'tree/expand': return withNode(state, action.path, { expanded: action.expanded });
    case 'tree/focus': return { ...state, focused: action.path };
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
    case 'types/loading': return { ...state, fileTypes: { ...state.fileTypes, status: 'loading' } };
    case 'types/loaded': return { ...state, fileTypes: { status: 'ready', list: action.list } };
    case 'types/failed': return { ...state, fileTypes: { status: 'failed', list: [] } };
    case 'types/none': return { ...state, fileTypes: { status: 'none', list: [] } };
    case 'form': {
      let errors = state.errors;
      for (const key of Object.keys(action.patch) as Field[]) errors = without(errors, key);
      return { ...state, form: { ...state.form, ...action.patch }, errors, formError: null };
    }
    case 'form/invalid': return { ...state, errors: action.errors, formError: action.formError, starting: false };
    case 'form/starting': return { ...state, starting: true, errors: {}, formError: null };
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

function toNodes(directories: readonly Directory[], parent: string | null, level: number): TreeNode[] {
  return directories.map((directory) => ({
    path: directory.path, name: directory.name, parent, level, hasChildren: directory.has_children,
    total: directory.total_files, ingested: directory.ingested_files,
    children: null, expanded: false, loading: false, error: null, summary: null,
  }));
}

function withNode(state: ConfigureState, path: string, patch: Partial<TreeNode>): ConfigureState {
  const node = state.nodes[path];
  return node ? { ...state, nodes: { ...state.nodes, [path]: { ...node, ...patch } } } : state;
}

function withChildren(state: ConfigureState, path: string, listing: DirectoryListing): ConfigureState {
  const node = state.nodes[path];
  if (!node) return state;
  const children = toNodes(listing.directories, path, node.level + 1);
  const nodes = { ...state.nodes };
  for (const child of children) nodes[child.path] = keepOpen(child, nodes[child.path]);
  nodes[path] = {
    ...node, loading: false, error: null, children: children.map((child) => child.path), summary: listing.file_summary,
    total: listing.file_summary?.total_files ?? node.total, ingested: listing.file_summary?.ingested_files ?? node.ingested,
    hasChildren: children.length > 0,
  };
  return { ...state, nodes };
}

// A folder that is listed again keeps what was opened beneath it.
function keepOpen(fresh: TreeNode, old: TreeNode | undefined): TreeNode {
  return old ? { ...fresh, children: old.children, expanded: old.expanded, summary: old.summary } : fresh;
}
