import { ApiError } from '../api/client';
import { sentence } from '../state/form';
import { text } from '../text';

/** What to tell the user about a request that failed. */
export function problemText(error: unknown): string {
  if (!(error instanceof ApiError) || error.status === 0) return text.errors.unreachable;
  if (error.detail !== '') return sentence(error.detail);
  return error.status === 401 || error.status === 403 ? text.errors.denied : text.errors.unexpected(error.status);
}

export const isMissing = (error: unknown): boolean => error instanceof ApiError && error.status === 404;
