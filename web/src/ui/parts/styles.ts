// Sets styles property by property. Lit's own styleMap writes a style attribute at first, which the content policy
// forbids.

import { noChange, type ElementPart } from 'lit';
import { Directive, directive, PartType, type PartInfo } from 'lit/directive.js';

type Styles = Readonly<Record<string, string>>;

class SetStyles extends Directive {
  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error('styles() stands in an element, not in an attribute');
  }

  render(_styles: Styles): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [styles]: [Styles]): typeof noChange {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(styles)) style.setProperty(name, value);
    return noChange;
  }
}

/** html`<div ${styles({ width: '42%' })}></div>`; names as in CSS. */
export const styles = directive(SetStyles);
