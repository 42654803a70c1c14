import { describe, expect, it } from 'vitest';
import * as format from './format';

describe('format', () => {
  it.each([[0, '0 B'], [999, '999 B'], [1000, '1.0 kB'], [1_940_000, '1.9 MB'], [12_400_000, '12 MB'], [999_960_000, '1.0 GB'], [3.2e12, '3.2 TB']])(
    '%d bytes are %s', (n, text) => expect(format.bytes(n)).toBe(text));

  it.each([[0, '0 s'], [0.2, 'under 1 s'], [45, '45 s'], [74, '1 min 14 s'], [3600, '1 h 00 min'], [11_100, '3 h 05 min'], [187_200, '2 d 4 h']])(
    '%d seconds are %s', (n, text) => expect(format.duration(n)).toBe(text));

  it.each([[7, '0:07'], [750, '12:30'], [3723, '1:02:03']])('a video of %d s lasts %s', (n, text) => expect(format.playTime(n)).toBe(text));

  it.each([[0, '0'], [0.42, '0.4'], [9.97, '10'], [1234.4, '1,234']])('%d a second is %s', (n, text) => expect(format.rate(n)).toBe(text));

  it.each([[0.2, '1 ms'], [84, '84 ms'], [1500, '1.5 s'], [65_000, '1 min 05 s']])('%d ms late is %s', (n, text) => expect(format.delay(n)).toBe(text));

  it('counts in words', () => {
    expect(format.files(1)).toBe('1 file');
    expect(format.files(1204)).toBe('1,204 files');
  });

  it('reads the server’s times with and without a zone, and as numbers', () => {
    const ms = Date.UTC(2026, 0, 2, 3, 4, 5);
    expect(format.timeOf('2026-01-02T03:04:05Z')).toBe(ms);
    expect(format.timeOf('2026-01-02T03:04:05')).toBe(ms);
    expect(format.timeOf('2026-01-02T05:04:05+02:00')).toBe(ms);
    expect(format.timeOf(ms / 1000)).toBe(ms);
    expect(format.timeOf(ms)).toBe(ms);
    expect(format.timeOf(ms * 1000)).toBe(ms);
    expect(format.timeOf(null)).toBeNull();
    expect(format.timeOf('soon')).toBeNull();
  });

  it('splits paths and failure lines', () => {
    expect(format.splitPath('/a/b/c.png')).toEqual({ folder: '/a/b/', name: 'c.png' });
    expect(format.splitPath('c.png')).toEqual({ folder: '', name: 'c.png' });
    expect(format.splitFailure('/a/b: c.png: bad: very')).toEqual({ path: '/a/b: c.png', message: 'bad: very' });
    expect(format.splitFailure('something else')).toEqual({ path: '', message: 'something else' });
  });
});
