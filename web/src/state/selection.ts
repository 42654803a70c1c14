// Folders: what is chosen, in which order they stand, which of them a search finds. Pure.

import type { ConfigureState, FolderHit, TreeNode, TreeSort } from './model';

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

/** The folders that Start would read: the ticked ones, and what stands in the field. */
export function chosenFolders(state: Pick<ConfigureState, 'selection' | 'typed'>): string[] {
  const typed = state.typed.trim();
  return typed === '' || state.selection.includes(typed) ? [...state.selection] : [...state.selection, typed];
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

type Counted = Pick<TreeNode, 'name' | 'total' | 'ingested'>;

/** Files that the catalogue does not have; what is not known counts as none. */
export const freshOf = (folder: Pick<Counted, 'total' | 'ingested'>): number => Math.max(0, (folder.total ?? 0) - folder.ingested);

/** By name "2" stands before "10"; by numbers the largest stands first, and equals by name. */
export function compareBy(sort: TreeSort): (a: Counted, b: Counted) => number {
  const name = (a: Counted, b: Counted): number => byName.compare(a.name, b.name);
  switch (sort) {
    case 'name': return name;
    case 'files': return (a, b) => (b.total ?? 0) - (a.total ?? 0) || name(a, b);
    case 'new': return (a, b) => freshOf(b) - freshOf(a) || name(a, b);
  }
}

type Tree = Pick<ConfigureState, 'nodes' | 'roots' | 'sort'>;

/** What stands beneath a folder (null: the roots), in order. */
export function childrenOf(state: Tree, path: string | null): TreeNode[] {
  const paths = path === null ? state.roots : state.nodes[path]?.children ?? [];
  const nodes = paths.map((each) => state.nodes[each]).filter((node) => node !== undefined);
  return nodes.sort(compareBy(state.sort));
}

export interface TreeRow {
  node: TreeNode;
  position: number;  // among its siblings, from 1
  siblings: number;
}

/** The tree's rows from top to bottom as they are seen. */
export function visibleRows(state: Tree): TreeRow[] {
  const out: TreeRow[] = [];
  const visit = (path: string | null): void => {
    const nodes = childrenOf(state, path);
    nodes.forEach((node, index) => {
      out.push({ node, position: index + 1, siblings: nodes.length });
      if (node.expanded) visit(node.path);
    });
  };
  visit(null);
  return out;
}

/** The folders from a root down to the one above `path`; empty if no root contains it. */
export function foldersAbove(path: string, roots: readonly string[]): string[] {
  const root = roots.filter((each) => isInside(path, each)).sort((a, b) => b.length - a.length)[0];
  if (root === undefined) return [];
  const out = [root];
  for (const part of path.slice(root.length).split('/').filter(Boolean).slice(0, -1)) {
    const above = out[out.length - 1]!;
    out.push(above.endsWith('/') ? above + part : `${above}/${part}`);
  }
  return out;
}

const kMostHits = 200;

/** Folders whose name contains the text: those the tree has loaded, at once, and those the server has found. */
export function hitsOf(state: Pick<ConfigureState, 'nodes' | 'search' | 'sort'>): FolderHit[] {
  const wanted = state.search.text.trim().toLowerCase();
  if (wanted === '') return [];
  const hits = new Map<string, FolderHit>();
  for (const hit of state.search.found) if (hit.name.toLowerCase().includes(wanted)) hits.set(hit.path, hit);
  for (const { path, name, total, ingested } of Object.values(state.nodes)) {
    if (name.toLowerCase().includes(wanted)) hits.set(path, { path, name, total, ingested });
  }
  const rank = (hit: FolderHit): number => (hit.name.toLowerCase().startsWith(wanted) ? 0 : 1);
  const order = compareBy(state.sort);
  return [...hits.values()]
    .sort((a, b) => (state.sort === 'name' ? rank(a) - rank(b) : 0) || order(a, b) || (a.path < b.path ? -1 : 1)).slice(0, kMostHits);
}
