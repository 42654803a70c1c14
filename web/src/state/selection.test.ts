import { describe, expect, it } from 'vitest';
import { initialState, type Form } from './model';
import {
  checkForm, chosenFolders, containsChosen, fieldOf, includedBy, patternHas, patternToggle, toggleSelection, toParameters, visibleNodes,
} from './selection';
import { reduce } from './reduce';

const form: Form = { ...initialState.configure.form, pattern: '*.png' };

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
    expect(visibleNodes(state.configure).map((node) => [node.path, node.level])).toEqual([['/a', 1], ['/a/b', 2], ['/a/b/c', 3], ['/z', 1]]);
    state = reduce(state, { type: 'tree/loaded', path: '/a', listing: listing('/a', '/a/b', '/a/new') });
    expect(visibleNodes(state.configure).map((node) => node.path)).toEqual(['/a', '/a/b', '/a/b/c', '/a/new', '/z']);
    expect(state.configure.nodes['/a']!.ingested).toBe(9);
    state = reduce(state, { type: 'tree/expand', path: '/a', expanded: false });
    expect(visibleNodes(state.configure).map((node) => node.path)).toEqual(['/a', '/z']);
  });
});

describe('patterns', () => {
  it('switch a type on and off, whatever its case', () => {
    expect(patternHas('*.png|*.JPG', 'jpg')).toBe(true);
    expect(patternHas('*.png', 'pn')).toBe(false);
    expect(patternToggle('*.png | *.JPG', 'jpg')).toBe('*.png');
    expect(patternToggle('*.png', 'webp')).toBe('*.png|*.webp');
    expect(patternToggle('', 'webp')).toBe('*.webp');
  });
});

describe('the form', () => {
  it('is sent as the server wants it', () => {
    expect(toParameters({ ...form, max_files: ' 20 ', nsfw_threshold: '0.7' }, ['/a'], true)).toMatchObject({
      directories: ['/a'], pattern: '*.png', max_files: 20, nsfw_threshold: 0.7, enable_nsfw_detection: true, pixels: true,
    });
    expect(toParameters(form, ['/a'], false)).toMatchObject({ enable_nsfw_detection: false, pixels: true, max_files: null });
    expect(toParameters({ ...form, enable_nsfw_detection: false }, ['/a'], true)).toMatchObject({ pixels: false });
  });

  it('is checked before it is sent', () => {
    expect(checkForm(form, ['/a'], true)).toEqual({});
    expect(Object.keys(checkForm({ ...form, pattern: ' ', max_files: '0', nsfw_threshold: '1.2' }, [], true)).sort())
      .toEqual(['directory', 'max_files', 'nsfw_threshold', 'pattern']);
    expect(checkForm({ ...form, nsfw_threshold: '' }, ['/a'], false)).toEqual({});
    expect(checkForm({ ...form, max_files: '1e3' }, ['/a'], true)).toHaveProperty('max_files');
  });

  it('shows the server’s objections at the field they name', () => {
    expect(fieldOf('max_files: must be at least 1')).toEqual({ field: 'max_files', message: 'Must be at least 1.' });
    expect(fieldOf('directories: at most 1000 folders')).toEqual({ field: 'directory', message: 'At most 1000 folders.' });
    expect(fieldOf('no space left')).toBeNull();
    expect(fieldOf('colour: unknown parameter')).toBeNull();
  });
});
