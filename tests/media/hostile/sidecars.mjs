// Score sidecars that are not what they should be. The picture itself is sound and must be done.

import fs from 'node:fs';
import path from 'node:path';
import {execFileSync} from 'node:child_process';
import {png} from '../png.mjs';
import {random} from '../random.mjs';
import {scene} from '../scenes.mjs';
import {done, write} from './case.mjs';

const with_ = (bytes) => (file) => write(file, bytes());
const kinds = {
  'folder': (file) => fs.mkdirSync(file),
  'pipe': (file) => execFileSync('mkfifo', [file]),
  'endless-device': (file) => fs.symlinkSync('/dev/zero', file),
  'link-out': (file) => fs.symlinkSync('/etc/passwd', file),
  'link-to-itself': (file) => fs.symlinkSync(path.basename(file), file),
  'huge-with-holes': with_(() => ({size: 4 * 2 ** 30, parts: [[0, Buffer.from('{"score": 5')]]})),
  'binary': with_(() => random(77).bytes(100_000)),
  'zeros': with_(() => Buffer.alloc(1 << 20)),
  'empty': with_(() => Buffer.alloc(0)),
  'brackets': with_(() => Buffer.alloc(1 << 20, '[')),
  'keys-without-number': with_(() => Buffer.from(`{${'"a":1,'.repeat(300_000)}"score":3}`)),
  'score-of-a-million-digits': with_(() => Buffer.from(`{"score": ${'4'.repeat(1_000_000)}}`)),
  'utf16': with_(() => Buffer.from('\ufeff{"score": 5}', 'utf16le')),
};

/** `beside` writes the sidecar at its path. */
export const sidecarCases = Object.entries(kinds).map(([name, beside]) =>
  ({...done(`${name}.png`, `a sidecar: ${name}`, () => png(scene('tiles', 32, 24, 1))), beside}));
