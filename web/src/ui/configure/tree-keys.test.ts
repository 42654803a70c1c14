import { describe, expect, it } from 'vitest';
import type { TreeNode } from '../../state/model';
import type { TreeRow } from '../../state/selection';
import { treeCommand, TypeAhead } from './tree-keys';

const node = (path: string, patch: Partial<TreeNode> = {}): TreeRow => ({
  position: 1, siblings: 1,
  node: {
    path, name: path.split('/').pop()!, parent: null, level: 1, hasChildren: false, total: 0, ingested: 0, children: null, expanded: false,
    loading: false, error: null, summary: null, ...patch,
  },
});
const rows = [
  node('/summer', { hasChildren: true, expanded: true, children: ['/summer/sea'] }), node('/summer/sea', { parent: '/summer', level: 2 }),
  node('/scans', { hasChildren: true }), node('/winter'),
];

describe('keys in the tree', () => {
  it.each([
    ['ArrowDown', 0, { do: 'go', path: '/summer/sea' }], ['ArrowDown', 3, null], ['ArrowUp', 0, null], ['ArrowUp', 2, { do: 'go', path: '/summer/sea' }],
    ['Home', 3, { do: 'go', path: '/summer' }], ['End', 0, { do: 'go', path: '/winter' }],
    ['ArrowRight', 0, { do: 'go', path: '/summer/sea' }], ['ArrowRight', 2, { do: 'expand', path: '/scans' }], ['ArrowRight', 3, null],
    ['ArrowLeft', 0, { do: 'collapse', path: '/summer' }], ['ArrowLeft', 1, { do: 'go', path: '/summer' }], ['ArrowLeft', 3, null],
    ['Enter', 0, { do: 'collapse', path: '/summer' }], ['Enter', 2, { do: 'expand', path: '/scans' }], ['Enter', 3, { do: 'toggle', path: '/winter' }],
    [' ', 1, { do: 'toggle', path: '/summer/sea' }], ['*', 2, { do: 'expand-siblings', path: '/scans' }], ['ArrowDown', 9, null],
  ])('%s on row %i', (key, at, command) => expect(treeCommand(key, rows, at)).toEqual(command));

  it('letters jump to the next name that begins with them', () => {
    const ahead = new TypeAhead();
    expect(ahead.find('S', rows, 0, 0)).toBe('/summer/sea');
    expect(ahead.find('s', rows, 1, 100)).toBe('/scans');
    expect(ahead.find('w', rows, 2, 2000)).toBe('/winter');
    expect(ahead.find('s', rows, 3, 4000)).toBe('/summer');
    expect(ahead.find('c', rows, 0, 4100)).toBe('/scans');
    expect(ahead.isTyping(4200)).toBe(true);
    expect(ahead.find('z', rows, 2, 4300)).toBeNull();
    expect(ahead.isTyping(9000)).toBe(false);
  });
});
