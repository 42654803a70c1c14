// Small movements that say "this has just changed". Text stays readable through all of them. They are played by the Web Animations API, which the content policy
// allows, never more often than the eye can follow, and not at all where less motion is wanted.

import { noChange, type ElementPart } from 'lit';
import { Directive, directive, PartType, type PartInfo } from 'lit/directive.js';

interface Effect {
  frames: Keyframe[];
  ms: number;
  everyMs: number;   // not before so much time has passed since the last one
  quietMs?: number;  // but at once after a change that came alone
}

// A counter that runs is seen to run: it beats only now and then.
const kPulse: Effect = { frames: [{ opacity: 0.7, transform: 'translateY(-1px)' }, { opacity: 1, transform: 'none' }], ms: 260, everyMs: 2000, quietMs: 400 };
const kFade: Effect = { frames: [{ opacity: 0.62 }, { opacity: 1 }], ms: 150, everyMs: 0 };
const kGlow: Effect = { frames: [{ opacity: 0 }, { opacity: 1, offset: 0.25 }, { opacity: 0 }], ms: 900, everyMs: 2400, quietMs: 900 };
const kAppear: Effect = { frames: [{ backgroundColor: 'var(--accent-soft)' }, { backgroundColor: 'transparent' }], ms: 900, everyMs: 0 };

const calm = typeof matchMedia === 'function' ? matchMedia('(prefers-reduced-motion: reduce)') : null;

function play(element: Element, effect: Effect): void {
  if (calm?.matches || document.hidden) return;
  element.animate(effect.frames, { duration: effect.ms, easing: 'ease-out' });
}

class OnChange extends Directive {
  private value: unknown = undefined;
  private playedAt = 0;
  private changedAt = 0;

  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error('a movement stands in an element, not in an attribute');
  }

  render(_value: unknown, _effect: Effect): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [value, effect]: [unknown, Effect]): typeof noChange {
    const changed = this.value !== undefined && value !== this.value;
    this.value = value;
    if (!changed) return noChange;
    const now = performance.now();
    const quiet = effect.quietMs !== undefined && now - this.changedAt >= effect.quietMs;
    this.changedAt = now;
    if (quiet || now - this.playedAt >= effect.everyMs) {
      this.playedAt = now;
      play(part.element, effect);
    }
    return noChange;
  }
}

const onChange = directive(OnChange);

/** html`<dd ${pulse(count)}>`: a counter that has changed. */
export const pulse = (value: unknown) => onChange(value, kPulse);
/** A name that has changed fades in. */
export const fade = (value: unknown) => onChange(value, kFade);
/** A light that comes and goes. */
export const glow = (value: unknown) => onChange(value, kGlow);
/** Something new in a list. */
export const appear = (element: Element): void => play(element, kAppear);
