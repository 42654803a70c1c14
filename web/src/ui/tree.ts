import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { AppState, TreeNode } from '../state/model';
import { containsChosen, includedBy, visibleNodes } from '../state/selection';
import { text } from '../text';
import { icons } from './icons';
import { styles } from './styles';
import { View } from './view';

const words = text.configure;

/** The folders: one tab stop, arrows to move, space to choose. */
export class FolderTree extends View {
  private typeahead = '';
  private typedAt = 0;

  protected reads(state: AppState) {
    const { nodes, roots, rootsStatus, focused, selection, form } = state.configure;
    return [nodes, roots, rootsStatus, focused, selection, form.recursive];
  }

  protected override render() {
    const { configure } = this.state;
    if (configure.rootsStatus === 'loading') return html`<p class="tree-blank" aria-busy="true">${words.rootsLoading}</p>`;
    if (configure.rootsStatus === 'failed') {
      return html`<div class="tree-blank" role="alert"><p>${words.rootsFailed} ${configure.rootsError}</p>
        <button class="button small" type="button" @click=${() => void this.actions.browse.loadRoots()}>${words.retry}</button></div>`;
    }
    if (configure.roots.length === 0) return html`<p class="tree-blank">${words.noRoots}</p>`;
    const nodes = visibleNodes(configure);
    return html`<div class="tree" role="tree" aria-label=${words.tree} aria-multiselectable="true" @keydown=${this.onKey}>
      ${repeat(nodes, (node) => node.path, (node) => this.row(node))}
    </div>`;
  }

  private row(node: TreeNode) {
    const { configure } = this.state;
    const chosen = configure.selection.includes(node.path);
    const parent = includedBy(node.path, configure.selection, configure.form.recursive);
    const mixed = !chosen && parent === null && containsChosen(node.path, configure.selection);
    const checked = chosen || parent !== null ? 'true' : mixed ? 'mixed' : 'false';
    const siblings = node.parent === null ? configure.roots : configure.nodes[node.parent]?.children ?? [];
    return html`<div class="tree-row" role="treeitem" data-path=${node.path}
        aria-level=${node.level} aria-setsize=${siblings.length} aria-posinset=${siblings.indexOf(node.path) + 1}
        aria-expanded=${node.hasChildren ? String(node.expanded) : nothing} aria-checked=${checked}
        aria-disabled=${parent === null ? nothing : 'true'} title=${parent === null ? '' : words.includedTitle(parent)}
        tabindex=${configure.focused === node.path ? 0 : -1}
        ${styles({ '--level': String(node.level - 1) })}
        @click=${() => this.choose(node)} @focus=${() => this.actions.browse.focus(node.path)}>
      <span class="twisty" data-open=${node.expanded} data-leaf=${!node.hasChildren} aria-hidden="true"
        @click=${(event: Event) => this.flip(event, node)}>${node.hasChildren ? icons.chevron : nothing}</span>
      <span class="tick" data-checked=${checked} data-included=${parent !== null} aria-hidden="true">
        ${checked === 'true' ? icons.check : checked === 'mixed' ? icons.dash : nothing}</span>
      <span class="tree-icon" aria-hidden="true">${icons.folder}</span>
      <span class="tree-name">${node.name}</span>
      ${this.counts(node)}
    </div>
    ${node.loading && node.children === null ? this.note(node, words.rootsLoading) : nothing}
    ${node.expanded && node.error !== null ? this.note(node, words.folderFailed(node.error)) : nothing}
    ${node.expanded && node.children?.length === 0 && node.error === null ? this.note(node, words.empty) : nothing}`;
  }

  private note(node: TreeNode, words: string) {
    return html`<div class="tree-note" role="none" ${styles({ '--level': String(node.level) })}>${words}</div>`;
  }

  private counts(node: TreeNode) {
    const fresh = Math.max(0, node.total - node.ingested);
    const kind = node.total === 0 ? 'none' : fresh === 0 ? 'all' : node.ingested === 0 ? 'fresh' : 'part';
    const label = kind === 'none' ? (node.hasChildren ? words.counts.foldersOnly : words.counts.none) : kind === 'all' ? words.counts.all(node.total)
      : kind === 'fresh' ? words.counts.fresh(fresh) : words.counts.part(fresh, node.total);
    return html`<span class="count" data-kind=${kind} title=${words.countsTitle(node.total, node.ingested)}>${
      kind === 'all' ? icons.check : nothing}${label}${kind === 'all' ? html`<span class="count-tail">${words.counts.allTail}</span>` : nothing}</span>`;
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
    const { configure } = this.state;
    const nodes = visibleNodes(configure);
    const at = nodes.findIndex((node) => node.path === configure.focused);
    const node = nodes[at];
    if (!node) return;
    const go = (target: TreeNode | undefined) => { if (target) this.moveTo(target.path); };
    switch (event.key) {
      case 'ArrowDown': go(nodes[at + 1]); break;
      case 'ArrowUp': go(nodes[at - 1]); break;
      case 'Home': go(nodes[0]); break;
      case 'End': go(nodes[nodes.length - 1]); break;
      case 'ArrowRight':
        if (node.expanded && node.children?.length) go(nodes[at + 1]);
        else if (node.hasChildren) void this.actions.browse.expand(node.path);
        break;
      case 'ArrowLeft':
        if (node.expanded) this.actions.browse.collapse(node.path);
        else if (node.parent !== null) this.moveTo(node.parent);
        break;
      case ' ': this.actions.browse.toggle(node.path); break;
      case 'Enter':
        if (!node.hasChildren) this.actions.browse.toggle(node.path);
        else if (node.expanded) this.actions.browse.collapse(node.path);
        else void this.actions.browse.expand(node.path);
        break;
      default:
        if (event.key.length !== 1) return;
        this.find(event.key, nodes, at);
    }
    event.preventDefault();
  }

  private find(key: string, nodes: readonly TreeNode[], at: number): void {
    const now = Date.now();
    this.typeahead = (now - this.typedAt < 700 ? this.typeahead : '') + key.toLowerCase();
    this.typedAt = now;
    const from = this.typeahead.length === 1 ? at + 1 : at;
    const turned = [...nodes.slice(from), ...nodes.slice(0, from)];
    const hit = turned.find((node) => node.name.toLowerCase().startsWith(this.typeahead));
    if (hit) this.moveTo(hit.path);
  }

  private moveTo(path: string): void {
    this.actions.browse.focus(path);
    const rows = this.querySelectorAll<HTMLElement>('[role=treeitem]');
    [...rows].find((row) => row.dataset['path'] === path)?.focus();
  }
}

customElements.define('sluice-tree', FolderTree);
