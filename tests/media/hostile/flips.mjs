// Every sound file, damaged at random, from seeds: bits turned, runs overwritten, pieces taken out or put in again.

import {random} from '../random.mjs';
import {bases} from './bases.mjs';
import {either} from './case.mjs';

const kVariants = 40;
const kHeadBytes = 512;

function flipped(file, dice, count, within) {
  const out = Buffer.from(file);
  for (let i = 0; i < count; i++) out[dice.integer(0, Math.min(within, file.length) - 1)] ^= 1 << dice.integer(0, 7);
  return out;
}

function overwritten(file, dice) {
  const out = Buffer.from(file);
  const at = dice.integer(0, file.length - 1);
  const end = Math.min(file.length, at + dice.integer(1, 64));
  const fill = dice.pick([0, 0xff, undefined]);
  for (let i = at; i < end; i++) out[i] = fill ?? dice.integer(0, 255);
  return out;
}

function moved(file, dice) {
  const [from, at] = [dice.integer(0, file.length - 1), dice.integer(0, file.length - 1)];
  const piece = file.subarray(from, from + dice.integer(1, 256));
  if (dice.next() < 0.5) return Buffer.concat([file.subarray(0, from), file.subarray(from + piece.length)]);
  return Buffer.concat([file.subarray(0, at), piece, file.subarray(at)]);
}

function damaged(file, variant, dice) {
  if (variant < 16) return flipped(file, dice, 1 << (variant % 4), kHeadBytes);
  if (variant < 28) return flipped(file, dice, 1 << (variant % 6), file.length);
  return variant < 34 ? overwritten(file, dice) : moved(file, dice);
}

function casesOf([name, file], index) {
  const [stem, extension] = name.replaceAll('/', '-').split(/\.(?=[^.]+$)/);
  return Array.from({length: kVariants}, (_, variant) =>
    either(`${stem}-${variant}.${extension}`, 'damaged at random', () => damaged(file, variant, random(1000 * index + variant))));
}

export const flipCases = () => bases().flatMap(casesOf);
