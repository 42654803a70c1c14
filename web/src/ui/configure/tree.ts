import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { AppState, TreeNode } from '../../state/model';
import { containsChosen, includedBy, visibleRows, type TreeRow } from '../../state/selection';
import { text } from '../../text';
import { countOf } from './count';
import { icons } from '../parts/icons';
import { styles } from '../parts/styles';
import { tick } from '../parts/tick';
import { treeCommand, TypeAhead } from './tree-keys';
import { View } from '../parts/view';

const words = text.configure;

/** The folders: one tab stop, arrows to move, space to choose. */
export class FolderTree extends View {
  private readonly typeAhead = new TypeAhead();

  protected reads(state: AppState) {
    const { nodes, roots, rootsStatus, focused, selection, form, sort } = state.configure;
    return [nodes, roots, rootsStatus, focused, selection, form.recursive, sort];
  }

  protected override render() {
    const { configure } = this.state;
    if (configure.rootsStatus === 'loading' && configure.roots.length === 0) return html`<p class="tree-blank" aria-busy="true">${words.rootsLoading}</p>`;
    if (configure.rootsStatus === 'failed') {
      return html`<div class="tree-blank" role="alert"><p>${words.rootsFailed} ${configure.rootsError}</p>
        <button class="button small" type="button" @click=${() => void this.actions.browse.loadRoots()}>${words.retry}</button></div>`;
    }
    if (configure.roots.length === 0) return html`<p class="tree-blank">${words.noRoots}</p>`;
    const rows = visibleRows(configure);
    const stop = rows[this.focusedRow(rows)]?.node.path;
    return html`<div class="tree" role="tree" aria-label=${words.tree} aria-multiselectable="true" @keydown=${this.onKey}>
      ${repeat(rows, ({ node }) => node.path, (row) => this.row(row, row.node.path === stop))}
    </div>`;
  }

  /** Puts the focus on a folder that the tree shows. */
  focusRow(path: string): void {
    this.actions.browse.focus(path);
    const rows = this.querySelectorAll<HTMLElement>('[role=treeitem]');
    const row = [...rows].find((each) => each.dataset['path'] === path);
    row?.scrollIntoView({ block: 'nearest' });
    row?.focus({ preventScroll: true });
  }

  private row({ node, position, siblings }: TreeRow, isStop: boolean) {
    const { selection, form } = this.state.configure;
    const chosen = selection.includes(node.path);
    const parent = includedBy(node.path, selection, form.recursive);
    const checked = chosen || parent !== null ? 'true' : containsChosen(node.path, selection) ? 'mixed' : 'false';
    return html`<div class="tree-row" role="treeitem" data-path=${node.path}
        aria-level=${node.level} aria-setsize=${siblings} aria-posinset=${position}
        aria-expanded=${node.hasChildren ? String(node.expanded) : nothing} aria-checked=${checked}
        aria-disabled=${parent === null ? nothing : 'true'} title=${parent === null ? nothing : words.includedTitle(parent)}
        tabindex=${isStop ? 0 : -1}
        ${styles({ '--level': String(node.level - 1) })}
        @click=${() => this.choose(node)} @focus=${() => this.actions.browse.focus(node.path)}>
      <span class="twisty" data-open=${node.expanded} data-leaf=${!node.hasChildren} aria-hidden="true"
        @click=${(event: Event) => this.flip(event, node)}>${node.hasChildren ? icons.chevron : nothing}</span>
      ${tick(checked, parent !== null)}
      <span class="tree-icon" aria-hidden="true">${icons.folder}</span>
      <span class="tree-name">${node.name}</span>
      ${countOf(node, node.hasChildren)}
    </div>
    ${node.loading && node.children === null ? this.note(node, words.rootsLoading) : nothing}
    ${node.expanded && node.error !== null ? this.note(node, words.folderFailed(node.error)) : nothing}
    ${node.expanded && node.children?.length === 0 && node.error === null ? this.note(node, words.empty) : nothing}`;
  }

  private note(node: TreeNode, words: string) {
    return html`<div class="tree-note" role="none" ${styles({ '--level': String(node.level) })}>${words}</div>`;
  }

  // A folder that a collapse has hidden cannot keep the tab stop.
  private focusedRow(rows: readonly TreeRow[]): number {
    const { focused } = this.state.configure;
    return Math.max(0, rows.findIndex(({ node }) => node.path === focused));
  }

  private choose(node: TreeNode): void {
    this.actions.browse.focus(node.path);
    this.actions.browse.toggle(node.path);
  }

  private flip(event: Event, node: TreeNode): void {
    if (!node.hasChildren) return;
    event.stopPropagation();
    this.actions.browse.focus(node.path);
    if (node.expanded && node.error === null) this.actions.browse.collapse(node.path);
    else void this.actions.browse.expand(node.path);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = visibleRows(this.state.configure);
    const at = this.focusedRow(rows);
    const { key, timeStamp } = event;
    const isText = key.length === 1 && key !== '*' && (key !== ' ' || this.typeAhead.isTyping(timeStamp));
    if (key.length > 1 && !/^(Arrow(Up|Down|Left|Right)|Home|End|Enter)$/.test(key)) return;
    event.preventDefault();
    if (isText) {
      const path = this.typeAhead.find(key, rows, at, timeStamp);
      if (path !== null) this.focusRow(path);
      return;
    }
    this.typeAhead.forget();
    const command = treeCommand(key, rows, at);
    const { browse } = this.actions;
    switch (command?.do) {
      case 'go': return this.focusRow(command.path);
      case 'toggle': return browse.toggle(command.path);
      case 'collapse': return browse.collapse(command.path);
      case 'expand': return void browse.expand(command.path);
      case 'expand-siblings': return void browse.expandSiblings(command.path);
    }
  }
}

customElements.define('sluice-tree', FolderTree);
