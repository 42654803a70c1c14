// Programs that Debian's packages install.

import fs from 'node:fs';

/** The first of the paths that is there. */
export function program(...paths) {
  const found = paths.find((path) => fs.existsSync(path));
  if (!found) throw new Error(`${paths[0]} is not there: scripts/setup test installs it`);
  return found;
}
