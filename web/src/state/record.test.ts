import { describe, expect, it } from 'vitest';
import { pretty, readRecord } from './record';

describe('a record', () => {
  it('is taken apart', () => {
    const read = readRecord({
      metadata: { prompt: 'a <b>lake</b>', negative_prompt: 'fog', generator: 'a1111', steps: 28, seed: '12345678901234567890', camera_make: null, gps_lat: 46.458123, gps_lon: 6.84521, bit_depth: 8, has_alpha: false,
        negative_prompt_keywords: [{ text: 'fog', weight: 1.2 }] },
      keywords: [{ text: 'lake', weight: 1.1, type: 'prompt' }], loras: [{ name: 'detail', weight: 0.6, hash: 'ab' }], score: 5, score_source: 'sidecar',
      nsfw: { score: 0.1, classes: { Neutral: 0.8, Drawing: 0.9 }, model: 'm' }, content_hash: 'ff', raw: { png: { parameters: 'x', odd: { a: 1 } } },
      provenance: { prompt: 'png:parameters' }, warnings: ['w'], unparsed: ['png:Foo'],
    });
    expect(read.prompt).toBe('a <b>lake</b>');
    expect(read.generation).toEqual([{ name: 'generator', value: 'a1111' }, { name: 'steps', value: '28' }, { name: 'seed', value: '12345678901234567890' }]);
    expect(read.camera).toEqual([{ name: 'gps', value: '46.45812, 6.84521' }]);
    expect(read.picture).toContainEqual({ name: 'has_alpha', value: 'false' });
    expect(read.nsfw?.classes.map(({ text }) => text)).toEqual(['Drawing', 'Neutral']);
    expect(read.raw).toEqual([{ container: 'png', texts: [{ name: 'parameters', value: 'x' }, { name: 'odd', value: '{"a":1}' }] }]);
  });

  it('of any other form is empty, not an error', () => {
    for (const odd of [{}, { metadata: 5, keywords: 'x', nsfw: [], raw: [1], provenance: null, warnings: [1, 'w'] }]) {
      const read = readRecord(odd);
      expect(read.keywords).toEqual([]);
      expect(read.raw).toEqual([]);
    }
  });
});

it('JSON is set in lines, other text is left', () => {
  expect(pretty('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(pretty('{not json')).toBe('{not json');
  expect(pretty('plain')).toBe('plain');
});
