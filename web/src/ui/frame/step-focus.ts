// Where the focus goes when another step is shown: to its heading, so that readers tell it and Tab goes on from there.
// News that turn the page leave a focus alone that is not lost by it.

import type { Step } from '../../state/model';

const kSections: Record<Step, string> = {
  configure: 'configure-section', process: 'progress-section', preview: 'preview-section', commit: 'commit-section',
};

export function focusStep(step: Step, byUser: boolean): void {
  // Before the first key or click there is nothing to lose, and the first Tab is to find the skip link.
  if (!navigator.userActivation?.hasBeenActive) return;
  if (!byUser && !isLost(document.activeElement)) return;
  const heading = document.querySelector<HTMLElement>(`#${kSections[step]} h1`);
  if (heading === null) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

const isLost = (active: Element | null): boolean =>
  active === null || active === document.body || active.closest('[hidden]') !== null;
