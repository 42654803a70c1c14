// What the server says about folders before anything is read: a search by name, and a forecast.

import { directory } from './fake-library.mjs';

function* beneath(path) {
  for (const entry of directory(path).directories) {
    yield { ...entry, parent: path };
    yield* beneath(entry.path);
  }
}

export function searchFolders(text) {
  const wanted = text.toLowerCase();
  const hits = [...beneath(null)].filter(({ name }) => name.toLowerCase().includes(wanted));
  return { directories: hits.slice(0, 50), complete: hits.length <= 50 };
}

const kPerSecond = 240;
const kBytes = 2_600_000;

/** control.estimate: ok, partial (not enough time to see all), unknown (no past sessions to judge by), fail. */
export function estimateOf(parameters, control) {
  if (control.estimate === 'fail') throw new Error('the disk does not answer');
  const folders = parameters.directories ?? [parameters.directory];
  const wanted = new Set([...parameters.pattern.matchAll(/\*\.(\w+)/g)].map(([, extension]) => extension.toLowerCase()));
  let total = 0;
  let known = 0;
  for (const path of new Set(folders.flatMap((folder) => [folder, ...(parameters.recursive ? [...beneath(folder)].map((entry) => entry.path) : [])]))) {
    const { by_extension: files, total_files: all, ingested_files: ingested } = directory(path).file_summary;
    const matching = Object.entries(files).filter(([extension]) => wanted.has(extension)).reduce((sum, [, n]) => sum + n, 0);
    total += matching;
    known += parameters.skip_existing && all > 0 ? Math.round((matching * ingested) / all) : 0;
  }
  const read = Math.min(total - known, parameters.max_files ?? Infinity);
  const slow = 1 + (parameters.enable_nsfw_detection ? 3 : 0) + (parameters.pixels ? 1 : 0);
  const seconds = (read * slow) / kPerSecond;
  return {
    total_files: total, known, to_read: read, bytes: read * kBytes, complete: control.estimate !== 'partial',
    seconds: control.estimate === 'unknown' ? null : { low: seconds * 0.8, high: seconds * 1.15 },
  };
}
