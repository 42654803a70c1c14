// /metrics: what Prometheus reads, and that the counts are true.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {get} from '../support/http.mjs';
import {cancel, commit, forget, ingest, openStream, start, status} from '../support/ingest.mjs';
import {families, metrics, parse} from '../support/metrics.mjs';
import {repository, serve} from '../support/server.mjs';
import {plant, plantPictures, plantSlow, temporary} from '../support/tree.mjs';

const kNobody = '01234567-89ab-4cde-8fab-0123456789ab';

const filesOf = (values) => Object.fromEntries(['processed', 'failed', 'cancelled', 'skipped_existing'].map((outcome) => [outcome, values.get(`sluice_files_total{outcome="${outcome}"}`)]));

test('the answer is the text format 0.0.4, never kept', async (t) => {
  const server = await serve(t, {roots: [temporary(t)]});
  const answer = await get(server, '/metrics');
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  assert.equal(answer.headers['cache-control'], 'no-store');
  parse(answer.text);
});

test('every metric is documented, and nothing else is', async (t) => {
  const server = await serve(t, {roots: [temporary(t)]});
  const names = (await families(server)).map(({name}) => name);
  const section = fs.readFileSync(path.join(repository, 'docs/http-api.md'), 'utf8').split('### `GET /metrics`')[1].split('\n## ')[0];
  const documented = [...section.matchAll(/`((?:sluice|process)_[a-z_]+)(?:\{[^`]*\})?`/g)].map(([, name]) => name);
  assert.deepEqual([...new Set(documented)].sort(), names.sort());
});

test('the counts of files are those of the snapshots, and stay when the sessions go', async (t) => {
  const root = plantPictures(temporary(t), 7);
  plant(root, {'broken.png': 'no picture at all', 'broken-too.png': ''});
  const server = await serve(t, {roots: [root]});
  const first = await ingest(server, {directory: root});
  const committed = await commit(server, first.session_id);
  plantPictures(root, 2, {prefix: 'more-'});
  const second = await ingest(server, {directory: root});
  assert.deepEqual([first.processed_files, first.stats.errors], [7, 2]);
  assert.deepEqual([second.processed_files, second.stats.errors, second.stats.skipped_existing], [2, 2, 7]);

  const values = await metrics(server);
  assert.deepEqual(filesOf(values), {processed: 9, failed: 4, cancelled: 0, skipped_existing: 7});
  assert.equal(values.get('sluice_files_discovered_total'), first.stats.total_discovered + second.stats.total_discovered);
  assert.equal(values.get('sluice_files_bytes_total'), first.bytes_done + second.bytes_done);
  assert.equal(values.get('sluice_keywords_total'), first.stats.keywords_added + second.stats.keywords_added);
  assert.equal(values.get('sluice_worker_jobs_total'), 13);
  assert.equal(values.get('sluice_worker_crashes_total') + values.get('sluice_worker_timeouts_total'), 0);
  assert.equal(values.get('sluice_commit_files_total{outcome="added"}'), committed.processed_files);
  assert.equal(values.get('sluice_commit_files_total{outcome="updated"}') + values.get('sluice_commit_files_total{outcome="failed"}'), 0);
  assert.ok(values.get('sluice_batches_total') >= 2);

  for (const {session_id: id} of [first, second]) assert.equal((await forget(server, id)).status, 200);
  const after = await metrics(server);
  assert.deepEqual(filesOf(after), filesOf(values), 'nothing falls when a session is forgotten');
  for (const [series, value] of values) {
    if (/_total(\{|$)|_(bucket|count|sum)(\{|$)/.test(series)) assert.ok(after.get(series) >= value, `${series} fell from ${value} to ${after.get(series)}`);
  }
});

test('a session under way counts as it goes, and what a cancel leaves is cancelled', async (t) => {
  const root = plantPictures(temporary(t), 5);
  for (const name of ['zz-one.mp4', 'zz-two.mp4']) plantSlow(root, name);
  const server = await serve(t, {roots: [root]});
  const id = await start(server, {directory: root});
  const stream = await openStream(server, id);
  await stream.until('the pictures', (s) => !s.discovering && s.processed_files === 5);
  const during = await metrics(server);
  assert.equal(during.get('sluice_sessions_under_way{status="processing"}'), 1);
  assert.deepEqual(filesOf(during), {processed: 5, failed: 0, cancelled: 0, skipped_existing: 0});
  assert.equal((await cancel(server, id)).status, 200);
  await stream.untilEnd();
  const after = await metrics(server);
  for (const name of ['starting', 'processing', 'paused', 'committing']) assert.equal(after.get(`sluice_sessions_under_way{status="${name}"}`), 0, name);
  assert.deepEqual(filesOf(after), {processed: 5, failed: 0, cancelled: 2, skipped_existing: 0});
});

test('polls are counted, and a session once however often it is polled', async (t) => {
  const root = plantPictures(temporary(t), 1);
  const server = await serve(t, {roots: [root]});
  const one = await ingest(server, {directory: root});
  const two = await ingest(server, {directory: root});
  for (let i = 0; i < 3; i++) await status(server, one.session_id);
  await status(server, two.session_id);
  const again = await get(server, `/api/ingest/status/${one.session_id}`, {headers: {'If-None-Match': `"${one.version}"`}});
  assert.equal(again.status, 304);
  assert.equal((await get(server, `/api/ingest/status/${kNobody}`)).status, 404);
  const values = await metrics(server);
  assert.equal(values.get('sluice_status_polls_total'), 5);
  assert.equal(values.get('sluice_sessions_total{transport="polling"}'), 2);
});

test('it says what is running, since when, and with what', async (t) => {
  const server = await serve(t, {roots: [temporary(t)], args: ['--workers', '1']});
  const {version} = (await get(server, '/api/ingest/config')).json();
  const values = await metrics(server);
  assert.equal(values.get(`sluice_build_info{version="${version}"}`), 1);
  assert.ok(Math.abs(values.get('process_start_time_seconds') - Date.now() / 1000) < 600);
  assert.ok(values.get('process_resident_memory_bytes') > 1e6);
  const open = values.get('process_open_fds');
  assert.ok(open > 3 && open < values.get('process_max_fds'), `${open} descriptors`);
  assert.equal(values.get('sluice_workers'), 1);
  assert.ok(values.get('sluice_http_connections') >= 1, 'the one that asks');
  assert.equal(values.get('sluice_http_requests_total'), 2, 'config and this');
});

test('whoever needs the token elsewhere needs it here', async (t) => {
  const server = await serve(t, {roots: [temporary(t)], args: ['--token', 'a-token-of-our-own-0123456789abcdef']});
  const proxied = {'X-Forwarded-For': '203.0.113.7'};
  assert.equal((await get(server, '/metrics', {headers: proxied})).status, 401);
  assert.equal((await get(server, '/metrics', {headers: {Host: 'evil.example'}})).status, 403);
  await metrics(server, {headers: {...proxied, Authorization: 'Bearer a-token-of-our-own-0123456789abcdef'}});
});
