import { describe, expect, it } from 'vitest';
import type { FileFilters } from '../api/types';
import { chipsOf, filtersInHash, fromAddress, hashWith, isUnfiltered, sameFilters, toAddress, toggleScore, withFilter, withoutChip } from './filters';

const many: FileFilters = {
  text: 'lake & <b>ü</b>=#', state: 'done', change: 'moved', label: 'unknown', score: '5,-1,none', included: '0', generator: 'none',
  model: 'dream,shaper/v2', keyword: '50% off', reason: 'corrupt',
};

describe('filters in the address', () => {
  it('come back as they went', () => {
    expect(fromAddress(toAddress(many))).toEqual(many);
    expect(filtersInHash(hashWith('a/b&c', many))).toEqual(many);
    expect(filtersInHash(hashWith('a', {}))).toEqual({});
    expect(hashWith('a', {})).toBe('#session=a');
    expect(hashWith('a', { state: 'done' }, '#session=a&step=2&label=nsfw')).toBe('#session=a&step=2&state=done');
  });

  it('are taken only where they make sense', () => {
    expect(fromAddress('state=odd&label=nsfw&score=9,4,4,x&included=yes&other=1&text=')).toEqual({ label: 'nsfw', score: '4' });
    expect(fromAddress('')).toEqual({});
  });
});

describe('filters', () => {
  it('hold any number of scores, in one order', () => {
    const filters = toggleScore(toggleScore(toggleScore({}, 'none'), '2'), '5');
    expect(filters.score).toBe('5,2,none');
    expect(toggleScore(toggleScore(filters, '5'), '2').score).toBe('none');
    expect(toggleScore({ score: '3' }, '3')).toEqual({});
  });

  it('are shown one by one and taken off one by one', () => {
    expect(chipsOf(many)).toHaveLength(12);
    let left = many;
    for (const chip of chipsOf(many)) left = withoutChip(left, chip);
    expect(isUnfiltered(left)).toBe(true);
  });

  it('are compared by what they say', () => {
    expect(sameFilters({ text: 'a' }, { text: 'a' })).toBe(true);
    expect(sameFilters({ text: 'a' }, withFilter({ text: 'a' }, 'state', 'done'))).toBe(false);
    expect(withFilter({ text: 'a' }, 'text', '')).toEqual({});
  });
});
