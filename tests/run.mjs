// node tests/run.mjs blackbox|browser|proxies|soak [NAME…]: the test files of a folder (whose names hold NAME), a few at a time, reported line by line.

import fs from 'node:fs';
import path from 'node:path';
import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const [suite, ...names] = process.argv.slice(2);
const kAtOnce = {blackbox: 3, browser: 1, proxies: 4, soak: 1};  // tests wait more than they work
if (!(suite in kAtOnce)) {
  console.error(`run: say which suite: ${Object.keys(kAtOnce).join(', ')}`);
  process.exit(2);
}
const folder = path.join(here, suite);
const files = fs.readdirSync(folder).filter((name) => name.endsWith('.test.mjs') && (names.length === 0 || names.some((part) => name.includes(part)))).sort();
const atOnce = process.env.SLUICE_TEST_CONCURRENCY ?? kAtOnce[suite];
const child = spawn(process.execPath, ['--test', '--test-reporter=spec', `--test-concurrency=${atOnce}`, ...files.map((name) => path.join(folder, name))], {stdio: 'inherit'});
for (const how of ['SIGINT', 'SIGTERM']) process.on(how, () => child.kill(how));
child.on('exit', (code, how) => process.exit(code ?? (how ? 1 : 0)));
