// Every sound file, cut short: where its parts begin, and anywhere.

import {random} from '../random.mjs';
import {bases} from './bases.mjs';
import {either, failed} from './case.mjs';

const kCuts = 40;

function lengthsOf(size, seed) {
  const dice = random(seed);
  const fixed = [0, 1, 2, 3, 4, 7, 8, 10, 11, 12, 13, 16, 20, 24, 26, 32, 33, 40, 48, 64, 100, size - 1, size - 2, size - 4, size - 8, size - 12, Math.floor(size / 2)];
  const lengths = new Set(fixed.filter((length) => length >= 0 && length < size));
  while (lengths.size < kCuts) lengths.add(dice.integer(0, size - 1));
  return [...lengths].sort((a, b) => a - b);
}

// What plays may have its first frame whole; of a still picture, half is never passed off as all.
const plays = (name) => /\.(gif|mp4|mov|webm|mkv)$|(animated|still)\.webp$/.test(name);

function casesOf([name, file], index) {
  const [stem, extension] = name.replaceAll('/', '-').split(/\.(?=[^.]+$)/);
  return lengthsOf(file.length, index + 1).map((length) => {
    const isTooShort = length < 12 || (!plays(name) && length < file.length / 2);
    const make = isTooShort ? failed : either;
    return make(`${stem}-${length}.${extension}`, `cut after ${length} of ${file.length} bytes`, () => file.subarray(0, length));
  });
}

export const cutCases = () => bases().flatMap(casesOf);
