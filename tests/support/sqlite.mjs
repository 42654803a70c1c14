// Rows of the server's database, through the sqlite3 command line.

import path from 'node:path';
import {execFile} from 'node:child_process';
import {promisify} from 'node:util';

const start = promisify(execFile);

/** The rows that a query answers, as objects. */
export async function rows(data, sql) {
  const {stdout} = await start('sqlite3', ['-json', '-cmd', '.timeout 10000', path.join(data, 'sluice.db'), sql], {timeout: 30_000, maxBuffer: 64 << 20});
  return stdout.trim() ? JSON.parse(stdout) : [];
}

/** The only value of the only row. */
export async function value(data, sql) {
  const [row] = await rows(data, sql);
  return row && Object.values(row)[0];
}
