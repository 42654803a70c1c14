// What a key does in the tree, after the WAI-ARIA pattern "Tree View" with several that can be chosen. Pure.

import type { TreeRow } from '../../state/selection';

export type TreeCommand =
  | { do: 'go' | 'expand' | 'collapse' | 'toggle' | 'expand-siblings'; path: string }
  | null;

const go = (row: TreeRow | undefined): TreeCommand => (row ? { do: 'go', path: row.node.path } : null);

/** `at`: the row that has the focus. Null: nothing to do. */
export function treeCommand(key: string, rows: readonly TreeRow[], at: number): TreeCommand {
  const node = rows[at]?.node;
  if (node === undefined) return null;
  const { path } = node;
  switch (key) {
    case 'ArrowDown': return go(rows[at + 1]);
    case 'ArrowUp': return go(rows[at - 1]);
    case 'Home': return go(rows[0]);
    case 'End': return go(rows[rows.length - 1]);
    case 'ArrowRight':
      if (!node.hasChildren) return null;
      if (!node.expanded || node.children === null) return { do: 'expand', path };
      return node.children.length > 0 ? go(rows[at + 1]) : null;
    case 'ArrowLeft':
      if (node.expanded && node.hasChildren) return { do: 'collapse', path };
      return node.parent === null ? null : { do: 'go', path: node.parent };
    case ' ': return { do: 'toggle', path };
    case 'Enter':
      if (!node.hasChildren) return { do: 'toggle', path };
      return { do: node.expanded ? 'collapse' : 'expand', path };
    case '*': return { do: 'expand-siblings', path };
    default: return null;
  }
}

const kPauseMs = 700;

/** Letters typed one after the other jump to the next name that begins with them. */
export class TypeAhead {
  private typed = '';
  private typedAt = 0;

  /** True while a space belongs to what is being typed. */
  isTyping(now: number): boolean {
    return this.typed !== '' && now - this.typedAt < kPauseMs;
  }

  forget(): void {
    this.typed = '';
  }

  find(key: string, rows: readonly TreeRow[], at: number, now: number): string | null {
    this.typed = (this.isTyping(now) ? this.typed : '') + key.toLowerCase();
    this.typedAt = now;
    const again = [...this.typed].every((letter) => letter === this.typed[0]);  // "ss" goes to the second s
    const wanted = again ? this.typed[0]! : this.typed;
    const from = again ? at + 1 : at;
    const turned = [...rows.slice(from), ...rows.slice(0, from)];
    return turned.find(({ node }) => node.name.toLowerCase().startsWith(wanted))?.node.path ?? null;
  }
}
