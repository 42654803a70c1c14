// The configurations under test are those of docs/operations.md, word for word: what an operator copies is what was tried.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {repository} from '../support/server.mjs';

const manual = path.join(repository, 'docs/operations.md');

/** The only fenced block of that language in docs/operations.md. */
export function documented(language) {
  const blocks = [...fs.readFileSync(manual, 'utf8').matchAll(/^```(\S+)\n([^]*?)^```$/gm)].filter((block) => block[1] === language);
  assert.equal(blocks.length, 1, `docs/operations.md has one block of ${language}`);
  return blocks[0][2];
}

/** The text with what differs between a test and an installation put in: addresses and files. Every piece must be there. */
export function fill(text, pieces) {
  for (const [from, to] of Object.entries(pieces)) {
    assert.ok(text.includes(from), `the documented configuration says "${from}"`);
    text = text.replaceAll(from, to);
  }
  return text;
}
