// The review as a client uses it: filters, edits, counts, downloads.

import assert from 'node:assert/strict';
import path from 'node:path';
import {get, request} from './http.mjs';

const address = (id, query = {}) => `/api/ingest/files/${id}?${new URLSearchParams(query)}`;

/** One page of rows: {files, next_cursor, total}. */
export async function pageOf(server, id, query) {
  const answer = await get(server, address(id, query));
  assert.equal(answer.status, 200, answer.text);
  return answer.json();
}

/** The names (without folder and extension) of what a filter finds; `total` agrees with them. */
export async function found(server, id, query) {
  const page = await pageOf(server, id, {limit: 1000, count: 1, ...query});
  assert.equal(page.total, page.files.length, `the total of ${JSON.stringify(query)}`);
  return page.files.map((row) => path.parse(row.path).name).join(' ');
}

export const edit = (server, id, body) => request(server, 'PATCH', `/api/ingest/files/${id}`, {json: body});

/** Edits, and it must be allowed: {matched, changed}. */
export async function edited(server, id, body) {
  const answer = await edit(server, id, body);
  assert.equal(answer.status, 200, answer.text);
  return answer.json();
}

export async function json(server, address) {
  const answer = await get(server, address);
  assert.equal(answer.status, 200, answer.text);
  return answer.json();
}
export const facets = (server, id) => json(server, `/api/ingest/files/${id}/facets`);
export const detail = (server, id, file) => json(server, `/api/ingest/files/${id}/${file}`);
export const plan = (server, id) => json(server, `/api/ingest/session/${id}/commit-plan`);

/** Rows and cells of RFC 4180; throws at whatever it does not allow. */
export function parseCsv(text) {
  const rows = [];
  let row = [];
  for (let at = 0; at < text.length;) {
    let cell = '';
    if (text[at] === '"') {
      for (at++; ; at += 2) {
        const quote = text.indexOf('"', at);
        assert.ok(quote >= 0, 'a quoted cell ends');
        cell += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at -= 1;
      }
    } else {
      const [plain] = /^[^",\r\n]*/.exec(text.slice(at));
      cell = plain;
      at += plain.length;
    }
    row.push(cell);
    if (text[at] === ',') {
      at += 1;
      if (at === text.length) row.push('');
      continue;
    }
    assert.equal(text.slice(at, at + 2), '\r\n', `the end of a row at ${at}`);
    at += 2;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** A CSV download as objects by its header row. */
export function records(text) {
  const [header, ...rows] = parseCsv(text);
  for (const row of rows) assert.equal(row.length, header.length, `every row has a cell for every column: ${row}`);
  return rows.map((row) => Object.fromEntries(row.map((cell, i) => [header[i], cell])));
}
