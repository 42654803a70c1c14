// Score sidecars: .scores/<file name>.json beside the file (METADATA.md, "Scores").

import fs from 'node:fs';
import path from 'node:path';

export const score = (file, value, {favourite = false, updated = '2025-06-01T12:00:00Z'} = {}) =>
  `${JSON.stringify({file, score: value, favourite, updated}, null, 2)}\n`;

/** Writes the sidecar of `file` (a path); `text` may be anything, or a score's number. */
export function writeSidecar(file, text, options) {
  const folder = path.join(path.dirname(file), '.scores');
  fs.mkdirSync(folder, {recursive: true});
  const name = path.basename(file);
  fs.writeFileSync(path.join(folder, `${name}.json`), typeof text === 'number' ? score(name, text, options) : text);
}
