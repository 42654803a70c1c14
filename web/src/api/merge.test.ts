import { describe, expect, it } from 'vitest';
import { mergePatch, type Json } from './merge';

describe('a merge patch', () => {
  // The first fifteen are the examples of RFC 7396, appendix A.
  it.each<[Json, Json, Json]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [['a', 'b'], ['c', 'd'], ['c', 'd']],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    [{ a: [1, null, { b: null }] }, {}, { a: [1, null, { b: null }] }],
    [{ a: 1 }, { a: [null, { b: null }] }, { a: [null, { b: null }] }],
    [{ a: { b: { c: 1, d: 2 }, e: 3 } }, { a: { b: { c: 4 } } }, { a: { b: { c: 4, d: 2 }, e: 3 } }],
    [{ a: 0, b: false, c: '' }, { a: false, b: '', c: 0 }, { a: false, b: '', c: 0 }],
    ['text', { a: 1 }, { a: 1 }],
  ])('%j with %j is %j', (target, patch, result) => expect(mergePatch(target, patch)).toEqual(result));

  it('changes neither of its arguments, and shares what it leaves alone', () => {
    const target = { kept: { deep: [1] }, changed: { x: 1 } };
    const patch = { changed: { y: 2 } };
    const result = mergePatch(target, patch) as typeof target;
    expect(target).toEqual({ kept: { deep: [1] }, changed: { x: 1 } });
    expect(patch).toEqual({ changed: { y: 2 } });
    expect(result.kept).toBe(target.kept);
  });

  it('takes a member called __proto__ for a member', () => {
    const result = mergePatch({}, JSON.parse('{"__proto__": {"polluted": true}}') as Json) as Record<string, unknown>;
    expect(Object.keys(result)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
