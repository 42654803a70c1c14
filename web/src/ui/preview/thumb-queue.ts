// Pictures one after the other: a few at a time, none while one flies past, and none that is no longer drawn. A browser has six
// connections to a server, and the list itself needs one.

import type { ElementPart } from 'lit';
import { noChange } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';

const kAtOnce = 4;
const kRemembered = 600;

class ThumbQueue {
  private readonly waiting = new Map<HTMLImageElement, string>();
  private readonly loading = new Set<HTMLImageElement>();
  private readonly loaded = new Set<string>();  // the browser has these: no need to wait
  private held = false;

  /** While held, nothing begins. */
  hold(held: boolean): void {
    if (held === this.held) return;
    this.held = held;
    if (!held) this.begin();
  }

  ask(image: HTMLImageElement, url: string): void {
    if (this.loaded.has(url)) {
      image.src = url;
      return;
    }
    this.waiting.set(image, url);
    if (!this.held) queueMicrotask(() => this.begin());
  }

  forget(image: HTMLImageElement): void {
    this.waiting.delete(image);
    if (this.loading.delete(image)) this.begin();
  }

  ended(image: HTMLImageElement, url: string, well: boolean): void {
    if (well) {
      this.loaded.delete(url);
      this.loaded.add(url);
      for (const oldest of this.loaded) {
        if (this.loaded.size <= kRemembered) break;
        this.loaded.delete(oldest);
      }
    }
    if (this.loading.delete(image)) this.begin();
  }

  private begin(): void {
    if (this.held) return;
    for (const [image, url] of this.waiting) {
      if (this.loading.size >= kAtOnce) return;
      this.waiting.delete(image);
      this.loading.add(image);
      image.src = url;
    }
  }
}

export const thumbQueue = new ThumbQueue();

class Thumb extends AsyncDirective {
  private image: HTMLImageElement | null = null;
  private url = '';
  private onBroken: (url: string) => void = () => {};

  render(_url: string, _onBroken: (url: string) => void): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [url, onBroken]: [string, (url: string) => void]): typeof noChange {
    this.onBroken = onBroken;
    if (this.image === null) {
      const image = (this.image = part.element as HTMLImageElement);
      image.addEventListener('load', () => this.end(true));
      image.addEventListener('error', () => this.end(false));
    }
    if (url !== this.url) this.show(url);
    return noChange;
  }

  protected override disconnected(): void {
    this.show('');
  }

  private show(url: string): void {
    const image = this.image!;
    this.url = url;
    thumbQueue.forget(image);
    image.removeAttribute('src');  // what is still coming is called back
    image.dataset['ready'] = 'false';
    if (url !== '') thumbQueue.ask(image, url);
  }

  private end(well: boolean): void {
    const image = this.image!;
    if (this.url === '' || !image.hasAttribute('src')) return;
    thumbQueue.ended(image, this.url, well);
    image.dataset['ready'] = String(well);
    if (!well) this.onBroken(this.url);
  }
}

/** html`<img ${thumb(url, onBroken)} />`: the picture when its turn comes. */
export const thumb = directive(Thumb);
