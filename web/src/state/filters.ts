// The filters of the preview, and how they stand in the address. Pure.

import { kChanges, type FileFilters } from '../api/types';

export type FilterKey = keyof FileFilters;
export const kFilterKeys: readonly FilterKey[] = [
  'text', 'state', 'reason', 'change', 'label', 'score', 'included', 'commit_failed', 'generator', 'model', 'keyword',
];
export const kScores = ['5', '4', '3', '2', '1', '0', '-1', 'none'] as const;
const kLongest = 500;

const allowed: Partial<Record<FilterKey, readonly string[]>> = {
  state: ['pending', 'running', 'done', 'failed', 'skipped'], label: ['nsfw', 'safe', 'unknown'], change: kChanges, included: ['1', '0'], commit_failed: ['1', '0'],
};

export const isUnfiltered = (filters: FileFilters): boolean => kFilterKeys.every((key) => filters[key] === undefined);

export const sameFilters = (a: FileFilters, b: FileFilters): boolean => kFilterKeys.every((key) => a[key] === b[key]);

/** With one filter set to `value`, or without it. */
export function withFilter(filters: FileFilters, key: FilterKey, value: string | undefined): FileFilters {
  const { [key]: _, ...rest } = filters;
  return value === undefined || value === '' ? rest : { ...rest, [key]: value };
}

export const scoresOf = (filters: FileFilters): readonly string[] => filters.score?.split(',') ?? [];

/** Any number of scores may be asked for; always in one order, so that an address is the same whichever was ticked first. */
export function toggleScore(filters: FileFilters, score: string): FileFilters {
  const chosen = new Set(scoresOf(filters));
  if (!chosen.delete(score)) chosen.add(score);
  return withFilter(filters, 'score', kScores.filter((each) => chosen.has(each)).join(','));
}

export interface Chip {
  key: FilterKey;
  value: string;
}

/** One for each filter that is set, and for each score. */
export function chipsOf(filters: FileFilters): Chip[] {
  return kFilterKeys.flatMap((key): Chip[] => {
    const value = filters[key];
    if (value === undefined) return [];
    return key === 'score' ? scoresOf(filters).map((score) => ({ key, value: score })) : [{ key, value }];
  });
}

export const withoutChip = (filters: FileFilters, { key, value }: Chip): FileFilters =>
  key === 'score' ? toggleScore(filters, value) : withFilter(filters, key, undefined);

/** "state=done&score=5%2C4", empty when nothing is filtered. */
export function toAddress(filters: FileFilters): string {
  const out = new URLSearchParams();
  for (const key of kFilterKeys) if (filters[key] !== undefined) out.set(key, filters[key]);
  return out.toString();
}

/** What an address says, as far as it makes sense: it may have been typed. */
export function fromAddress(address: string): FileFilters {
  const given = new URLSearchParams(address);
  let filters: FileFilters = {};
  for (const key of kFilterKeys) {
    const value = given.get(key)?.slice(0, kLongest);
    if (value === undefined || value === '') continue;
    if (key === 'score') {
      for (const score of new Set(value.split(','))) if ((kScores as readonly string[]).includes(score)) filters = toggleScore(filters, score);
    } else if (allowed[key]?.includes(value) ?? true) {
      filters = withFilter(filters, key, value);
    }
  }
  return filters;
}

/** "#session=ID&state=done": the session, and the filters of its preview; what else stands in the address `before` stays. */
export function hashWith(session: string, filters: FileFilters, before = ''): string {
  const others = new URLSearchParams(tailOf(before));
  for (const key of kFilterKeys) others.delete(key);
  return [`#session=${encodeURIComponent(session)}`, others.toString(), toAddress(filters)].filter((part) => part !== '').join('&');
}

/** The filters that stand behind the session in an address. */
export const filtersInHash = (hash: string): FileFilters => fromAddress(tailOf(hash));

const tailOf = (hash: string): string => (hash.includes('&') ? hash.slice(hash.indexOf('&') + 1) : '');
