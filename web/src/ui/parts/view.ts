// The base of every part of the page: draws from the state, into the document itself (no shadow root: existing style
// sheets and scripts find elements by id), and only when the part of the state it reads has changed.

import { LitElement } from 'lit';
import type { Actions } from '../../actions/app';
import type { AppState } from '../../state/model';
import type { Store } from '../../state/store';

export interface Context {
  store: Store;
  actions: Actions;
}

export abstract class View extends LitElement {
  declare context: Context;
  static override properties = { context: { attribute: false } };

  private drawn: readonly unknown[] = [];
  private unsubscribe: (() => void) | null = null;

  protected get state(): AppState {
    return this.context.store.state;
  }

  protected get actions(): Actions {
    return this.context.actions;
  }

  /** What render() reads of the state. */
  protected abstract reads(state: AppState): readonly unknown[];

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.drawn = this.reads(this.state);
    this.unsubscribe = this.context.store.subscribe(() => {
      const reads = this.reads(this.state);
      if (reads.every((value, index) => value === this.drawn[index])) return;
      this.drawn = reads;
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unsubscribe?.();
    this.unsubscribe = null;
  }
}
