// The tab's icon: a ring that fills with the progress. Drawn as SVG text, only when a percent or the state has changed.

import { isResting } from '../../api/types';
import type { AppState } from '../../state/model';
import { isIndeterminate } from '../../state/selectors';

export type Mark = 'run' | 'paused' | 'good' | 'bad';

/** Null: the plain icon. */
export function markOf({ session }: AppState): { mark: Mark; percent: number } | null {
  const snapshot = session?.snapshot ?? null;
  if (snapshot === null) return null;
  const { status } = snapshot;
  if (status === 'error' || status === 'commit_error') return { mark: 'bad', percent: 100 };
  if (status === 'completed' || status === 'committed') return { mark: 'good', percent: 100 };
  if (isResting(status)) return null;
  const percent = status === 'committing' ? snapshot.commit_progress : isIndeterminate(snapshot) ? 0 : snapshot.progress;
  return { mark: status === 'paused' ? 'paused' : 'run', percent: Math.floor(percent) };
}

// On light and dark tab bars alike.
const kColours: Readonly<Record<Mark, string>> = { run: '#1f8fb3', paused: '#8a97a0', good: '#1f9a66', bad: '#d0463c' };
const kRound = 2 * Math.PI * 12;

export function drawMark({ mark, percent }: { mark: Mark; percent: number }): string {
  const colour = kColours[mark];
  const sign = mark === 'good' ? '<path d="M10 16.5l4 4 8-9"/>' : mark === 'bad' ? '<path d="M16 9v9M16 22.5v.5"/>'
    : mark === 'paused' ? '<path d="M13 12v8M19 12v8"/>' : '';
  return 'data:image/svg+xml,' + encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="${colour}" stroke-width="6" stroke-linecap="round">`
    + `<circle cx="16" cy="16" r="12" stroke-opacity=".28"/>`
    + (percent > 0 ? `<circle cx="16" cy="16" r="12" stroke-linecap="butt" stroke-dasharray="${((kRound * percent) / 100).toFixed(1)} 99" transform="rotate(-90 16 16)"/>` : '')
    + `<g stroke-width="3.4">${sign}</g></svg>`);
}

/** Keeps the icon of the document as the state is. */
export class Favicon {
  private shown = '';
  private readonly link: HTMLLinkElement | null;
  private readonly plain: string;

  constructor(page: Document = document) {
    this.link = page.querySelector<HTMLLinkElement>('link[rel~="icon"]');
    this.plain = this.link?.href ?? '';
  }

  show(state: AppState): void {
    const mark = markOf(state);
    const key = mark === null ? '' : `${mark.mark} ${mark.percent}`;
    if (key === this.shown || this.link === null) return;
    this.shown = key;
    this.link.href = mark === null ? this.plain : drawMark(mark);
  }
}
