import { describe, expect, it } from 'vitest';
import { commandOf, target, type Key } from './keys';

const key = (name: string, held: Partial<Key> = {}): Key => ({ key: name, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

describe('keys', () => {
  it.each([
    [key('ArrowLeft'), { type: 'move', move: 'left', extend: false }],
    [key('ArrowDown', { shiftKey: true }), { type: 'move', move: 'down', extend: true }],
    [key('PageDown'), { type: 'move', move: 'page-down', extend: false }],
    [key('End', { ctrlKey: true }), { type: 'move', move: 'end', extend: false }],
    [key('0'), { type: 'score', score: 0 }], [key('5'), { type: 'score', score: 5 }], [key('-'), { type: 'score', score: -1 }],
    [key('Backspace'), { type: 'score', score: null }],
    [key(' '), { type: 'include' }], [key('i'), { type: 'include' }], [key('I'), { type: 'include' }],
    [key('r'), { type: 'relabel' }], [key('R'), { type: 'relabel' }],
    [key('x'), { type: 'choose', extend: false }], [key(' ', { shiftKey: true }), { type: 'choose', extend: true }],
    [key(' ', { ctrlKey: true }), { type: 'choose', extend: false }],
    [key('a', { metaKey: true }), { type: 'all' }], [key('z', { ctrlKey: true }), { type: 'undo' }],
    [key('Enter'), { type: 'open' }], [key('Escape'), { type: 'escape' }], [key('?', { shiftKey: true }), { type: 'help' }],
    [key('b'), { type: 'reveal' }], [key('/'), { type: 'search' }],
  ])('%o', (given, command) => expect(commandOf(given)).toEqual(command));

  it.each([key('6'), key('r', { ctrlKey: true }), key('ArrowLeft', { altKey: true }), key('ArrowLeft', { metaKey: true }), key('Tab'), key('q'), key('5', { ctrlKey: true })])(
    'leaves %o to the browser', (given) => expect(commandOf(given)).toBeNull());
});

describe('a move', () => {
  const grid = { total: 23, columns: 5, page: 3 };

  it('goes in two directions in the grid', () => {
    expect(target(7, 'left', grid)).toBe(6);
    expect(target(7, 'right', grid)).toBe(8);
    expect(target(7, 'up', grid)).toBe(2);
    expect(target(7, 'down', grid)).toBe(12);
    expect(target(4, 'right', grid)).toBe(5);
  });

  it('ends at the edges', () => {
    expect(target(0, 'left', grid)).toBe(0);
    expect(target(22, 'right', grid)).toBe(22);
    expect(target(2, 'up', grid)).toBe(2);
    expect(target(19, 'down', grid)).toBe(22);
    expect(target(21, 'down', grid)).toBe(21);
    expect(target(3, 'page-up', grid)).toBe(3);
    expect(target(13, 'page-up', grid)).toBe(3);
    expect(target(13, 'page-down', grid)).toBe(22);
    expect(target(7, 'home', grid)).toBe(0);
    expect(target(7, 'end', grid)).toBe(22);
  });

  it('goes by rows in the table', () => {
    const table = { total: 1_000_000, columns: 1, page: 12 };
    expect(target(10, 'right', table)).toBe(10);
    expect(target(10, 'down', table)).toBe(11);
    expect(target(10, 'page-down', table)).toBe(22);
    expect(target(10, 'end', table)).toBe(999_999);
  });
});
