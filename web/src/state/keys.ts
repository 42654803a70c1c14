// What the keys do in the preview's list, and where a move ends. Pure.

export type Layout = 'grid' | 'table';
export type Move = 'left' | 'right' | 'up' | 'down' | 'home' | 'end' | 'page-up' | 'page-down';

export type Command =
  | { type: 'move'; move: Move; extend: boolean }
  | { type: 'score'; score: number | null }
  | { type: 'choose'; extend: boolean }
  | { type: 'all' | 'include' | 'relabel' | 'open' | 'escape' | 'reveal' | 'undo' | 'help' | 'search' };

export interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

const kMoves: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down', Home: 'home', End: 'end', PageUp: 'page-up', PageDown: 'page-down',
};

const kPlain: Readonly<Record<string, Exclude<Command['type'], 'move' | 'score' | 'choose'>>> = {
  ' ': 'include', i: 'include', r: 'relabel', Enter: 'open', Escape: 'escape', b: 'reveal', '?': 'help', '/': 'search',
};

/** null: not ours, the browser's own. */
export function commandOf({ key, ctrlKey, metaKey, shiftKey, altKey }: Key): Command | null {
  if (altKey) return null;
  const name = key.length === 1 ? key.toLowerCase() : key;
  const held = ctrlKey || metaKey;
  const move = kMoves[key];
  if (move !== undefined) return held && move !== 'home' && move !== 'end' ? null : { type: 'move', move, extend: shiftKey };
  if (held) {
    if (name === 'a') return { type: 'all' };
    if (name === 'z' && !shiftKey) return { type: 'undo' };
    return key === ' ' ? { type: 'choose', extend: false } : null;
  }
  if (key === ' ' && shiftKey) return { type: 'choose', extend: true };
  if (name === 'x') return { type: 'choose', extend: shiftKey };
  if (/^[0-5]$/.test(key)) return { type: 'score', score: Number(key) };
  if (key === '-') return { type: 'score', score: -1 };
  if (key === 'Backspace' || key === 'Delete') return { type: 'score', score: null };
  const type = kPlain[name];
  return type === undefined ? null : { type };
}

export interface Shape {
  total: number;
  columns: number;  // 1 in the table
  page: number;     // whole lines in sight
}

/** Where a move from `focus` ends. Up and down stay in their column, and at the edges stay where they are. */
export function target(focus: number, move: Move, { total, columns, page }: Shape): number {
  const last = Math.max(0, total - 1);
  const lines = (by: number): number => {
    const to = focus + by * columns;
    if (to < 0) return Math.abs(by) > 1 ? focus % columns : focus;
    if (to <= last) return to;
    if (Math.abs(by) === 1) return Math.floor(focus / columns) < Math.floor(last / columns) ? last : focus;
    return last;
  };
  switch (move) {
    case 'left': return columns === 1 ? focus : Math.max(0, focus - 1);
    case 'right': return columns === 1 ? focus : Math.min(last, focus + 1);
    case 'up': return lines(-1);
    case 'down': return lines(1);
    case 'page-up': return lines(-Math.max(1, page));
    case 'page-down': return lines(Math.max(1, page));
    case 'home': return 0;
    case 'end': return last;
  }
}
