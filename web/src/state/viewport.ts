// Where a list of any length stands, and how the page's scroll range is mapped to it. Pure.
//
// Browsers cap the height of an element (Firefox near 17.8 million pixels, others near 33 million, in physical pixels), so a long
// list gets a shorter scroll range than its rows would need. Small moves (wheel, touch, keys) then count as they are, pixel by
// pixel; a large one (the scroll bar dragged) lands at the same share of the list. The ends always meet.

export const kMaxHeight = 8_000_000;

export interface Extent {
  content: number;  // height of all lines
  visible: number;  // height of what is in sight
}

const clamp = (value: number, high: number): number => Math.min(Math.max(value, 0), Math.max(0, high));

export const rangeHeight = ({ content }: Extent): number => Math.min(content, kMaxHeight);
export const isScaled = ({ content }: Extent): boolean => content > kMaxHeight;

/** How far the list can be moved, and how far the page can be scrolled for it. */
const farthest = (extent: Extent): number => Math.max(0, extent.content - extent.visible);
const scrollEnd = (extent: Extent): number => Math.max(0, rangeHeight(extent) - extent.visible);

/** The scroll offset at which `position` is at home. */
export function scrollOf(position: number, extent: Extent): number {
  if (!isScaled(extent)) return clamp(position, farthest(extent));
  return Math.round((clamp(position, farthest(extent)) / farthest(extent)) * scrollEnd(extent));
}

/** The position that a scroll offset stands for. */
export function positionOf(scroll: number, extent: Extent): number {
  if (!isScaled(extent)) return clamp(scroll, farthest(extent));
  return Math.round((clamp(scroll, scrollEnd(extent)) / scrollEnd(extent)) * farthest(extent));
}

/** The position after the page was scrolled from one offset to another. */
export function moved(position: number, from: number, to: number, extent: Extent): number {
  if (!isScaled(extent)) return positionOf(to, extent);
  if (to <= 0 || to >= scrollEnd(extent)) return positionOf(to, extent);
  const by = to - Math.max(0, from);
  if (Math.abs(by) > extent.visible) return positionOf(to, extent);
  return clamp(position + by, farthest(extent));
}

/** The position nearest to `position` at which a line is wholly in sight. */
export function revealed(line: number, lineHeight: number, position: number, extent: Extent): number {
  const top = line * lineHeight;
  if (top < position) return clamp(top, farthest(extent));
  if (top + lineHeight > position + extent.visible) return clamp(top + lineHeight - extent.visible, farthest(extent));
  return position;
}

export interface Window {
  first: number;   // the first line that is drawn
  slots: number;   // how many lines are drawn
}

/** The lines to draw: those in sight and a few around them; the number changes only with the size of the window. */
export function windowOf(position: number, lineHeight: number, visible: number, lines: number, around: number): Window {
  const slots = Math.min(lines, Math.ceil(visible / lineHeight) + 1 + 2 * around);
  const first = Math.floor(position / lineHeight) - around;
  return { first: Math.min(Math.max(0, first), Math.max(0, lines - slots)), slots };
}

/** The line that slot `slot` draws: a line keeps its slot while it is drawn, so that scrolling by one changes one. */
export function lineOfSlot(slot: number, { first, slots }: Window): number {
  return first + ((((slot - first) % slots) + slots) % slots);
}

/** Columns of a grid, and the width of one. */
export function columnsOf(width: number, least: number, gap: number): { columns: number; cell: number } {
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)));
  return { columns, cell: Math.floor((width - gap * (columns - 1)) / columns) };
}
