// What the preview derives from the session. Pure.

import type { SessionState } from './model';

/** Until a commit begins; after an undo again. */
export function mayEdit(session: SessionState | null): boolean {
  const status = session?.snapshot?.status;
  return status !== undefined && status !== 'committing' && status !== 'committed' && session?.busy !== 'committing';
}
