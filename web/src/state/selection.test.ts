import { describe, expect, it } from 'vitest';
import { initialState, type ConfigureState } from './model';
import {
  chosenFolders, compareBy, containsChosen, foldersAbove, hitsOf, includedBy, toggleSelection, visibleRows,
} from './selection';
import { reduce } from './reduce';

describe('choosing folders', () => {
  it('a folder takes the place of what it contains', () => {
    expect(toggleSelection('/a', ['/a/b', '/ab', '/c'], true)).toEqual(['/ab', '/c', '/a']);
    expect(toggleSelection('/a', ['/a/b'], false)).toEqual(['/a/b', '/a']);
    expect(toggleSelection('/a', ['/a', '/c'], true)).toEqual(['/c']);
  });

  it('knows what is included and what is partly chosen', () => {
    expect(includedBy('/a/b/c', ['/a'], true)).toBe('/a');
    expect(includedBy('/a/b', ['/a'], false)).toBeNull();
    expect(includedBy('/ab', ['/a'], true)).toBeNull();
    expect(includedBy('/x', ['/'], true)).toBe('/');
    expect(containsChosen('/a', ['/a/b'])).toBe(true);
  });

  it('the text field names the one folder, or adds to several', () => {
    let state = reduce(initialState, { type: 'select/typed', text: ' /a ' });
    expect(chosenFolders(state.configure)).toEqual(['/a']);
    state = reduce(state, { type: 'select/toggle', path: '/b' });
    expect(state.configure.typed).toBe('');
    state = reduce(state, { type: 'select/typed', text: '/c' });
    expect(chosenFolders(state.configure)).toEqual(['/a', '/b', '/c']);
    state = reduce(state, { type: 'select/add-typed' });
    expect(state.configure.selection).toEqual(['/a', '/b', '/c']);
    state = reduce(reduce(state, { type: 'select/remove', path: '/a' }), { type: 'select/remove', path: '/b' });
    expect(state.configure.typed).toBe('/c');
    expect(chosenFolders(reduce(state, { type: 'select/typed', text: '' }).configure)).toEqual([]);
  });

  it('a folder inside a chosen one cannot be chosen apart', () => {
    const state = reduce(reduce(initialState, { type: 'select/toggle', path: '/a' }), { type: 'select/toggle', path: '/a/b' });
    expect(state.configure.selection).toEqual(['/a']);
  });
});

describe('the tree', () => {
  const folder = (path: string) => ({ name: path.split('/').pop()!, path, has_children: true, total_files: 2, ingested_files: 1 });
  const listing = (path: string | null, ...children: string[]) => ({
    path, parent: null, directories: children.map(folder), file_summary: path === null ? null : { total_files: 9, by_extension: {}, ingested_files: 9 },
  });

  it('shows what is open, and keeps it open when listed again', () => {
    let state = reduce(initialState, { type: 'tree/roots', listing: listing(null, '/a', '/z') });
    state = reduce(reduce(state, { type: 'tree/loading', path: '/a' }), { type: 'tree/loaded', path: '/a', listing: listing('/a', '/a/b') });
    state = reduce(reduce(state, { type: 'tree/loading', path: '/a/b' }), { type: 'tree/loaded', path: '/a/b', listing: listing('/a/b', '/a/b/c') });
    expect(visibleRows(state.configure).map(({ node }) => [node.path, node.level])).toEqual([['/a', 1], ['/a/b', 2], ['/a/b/c', 3], ['/z', 1]]);
    state = reduce(state, { type: 'tree/loaded', path: '/a', listing: listing('/a', '/a/b', '/a/new') });
    expect(visibleRows(state.configure).map(({ node }) => node.path)).toEqual(['/a', '/a/b', '/a/b/c', '/a/new', '/z']);
    expect(state.configure.nodes['/a']!.ingested).toBe(9);
    state = reduce(state, { type: 'tree/expand', path: '/a', expanded: false });
    expect(visibleRows(state.configure).map(({ node }) => node.path)).toEqual(['/a', '/z']);
  });
});

describe('the order', () => {
  const folder = (name: string, total: number | null, ingested = 0) => ({ name, total, ingested });
  const all = [folder('10', 5, 5), folder('2', 900, 890), folder('B', null), folder('a', 40, 0)];
  const sorted = (sort: 'name' | 'files' | 'new') => [...all].sort(compareBy(sort)).map(({ name }) => name);

  it('is by name as people read it, or by the largest number', () => {
    expect(sorted('name')).toEqual(['2', '10', 'a', 'B']);
    expect(sorted('files')).toEqual(['2', 'a', '10', 'B']);
    expect(sorted('new')).toEqual(['a', '2', '10', 'B']);
  });

  it('tells each row its place among its siblings', () => {
    const listing = { path: null, parent: null, file_summary: null, directories: [['/b', 1], ['/a', 7]].map(([path, total]) =>
      ({ name: String(path).slice(1), path: String(path), has_children: false, total_files: Number(total), ingested_files: 0 })) };
    const state = reduce(initialState, { type: 'tree/roots', listing });
    const places = (state: ConfigureState) => visibleRows(state).map((row) => [row.node.path, row.position, row.siblings]);
    expect(places(state.configure)).toEqual([['/a', 1, 2], ['/b', 2, 2]]);
    expect(places({ ...state.configure, sort: 'files' })).toEqual([['/a', 1, 2], ['/b', 2, 2]]);
  });
});

describe('the search', () => {
  const found = { directories: [{ name: 'Old holiday', path: '/z/Old holiday', parent: '/z', has_children: false, total_files: 3, ingested_files: 1 }], complete: false };
  const listing = {
    path: null, parent: null, file_summary: null,
    directories: [{ name: 'Holidays', path: '/Holidays', has_children: true, total_files: 9, ingested_files: 9 }],
  };

  it('finds what is loaded at once, and adds what the server tells', () => {
    let state = reduce(reduce(initialState, { type: 'tree/roots', listing }), { type: 'search/text', text: 'HOLI' });
    expect(hitsOf(state.configure).map((hit) => hit.path)).toEqual(['/Holidays']);
    state = reduce(reduce(state, { type: 'search/loading' }), { type: 'search/found', result: found });
    expect(hitsOf(state.configure).map((hit) => hit.path)).toEqual(['/Holidays', '/z/Old holiday']);
    expect(state.configure.search).toMatchObject({ status: 'ready', complete: false });
  });

  it('shows no hit of an earlier text, and none for an empty one', () => {
    let state = reduce(reduce(initialState, { type: 'search/text', text: 'old' }), { type: 'search/found', result: found });
    expect(hitsOf(reduce(state, { type: 'search/text', text: 'olde' }).configure)).toEqual([]);
    state = reduce(state, { type: 'search/text', text: ' ' });
    expect(state.configure.search.found).toEqual([]);
    expect(hitsOf(state.configure)).toEqual([]);
  });

  it('knows the way from a root to a folder', () => {
    expect(foldersAbove('/srv/a/b/c', ['/srv', '/srv/a', '/other'])).toEqual(['/srv/a', '/srv/a/b']);
    expect(foldersAbove('/a/b', ['/'])).toEqual(['/', '/a']);
    expect(foldersAbove('/srv', ['/srv'])).toEqual([]);
    expect(foldersAbove('/elsewhere', ['/srv'])).toEqual([]);
  });
});
