import type { Directory, DirectoryListing } from '../api/types';
import type { ConfigureState, TreeNode } from './model';

export type TreeAction =
  | { type: 'tree/roots-loading' }
  | { type: 'tree/roots'; listing: DirectoryListing }
  | { type: 'tree/roots-failed'; message: string }
  | { type: 'tree/loading'; path: string }
  | { type: 'tree/loaded'; path: string; listing: DirectoryListing }
  | { type: 'tree/failed'; path: string; message: string }
  | { type: 'tree/expand'; path: string; expanded: boolean }
  | { type: 'tree/focus'; path: string };

export function reduceTree(state: ConfigureState, action: TreeAction): ConfigureState {
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
    case 'tree/focus': return state.focused === action.path ? state : { ...state, focused: action.path };
  }
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
