// From samples/ to rows in SQLite: what is found in each file is what is written.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {before, describe, test} from 'node:test';
import {samples} from '../media/samples.mjs';
import {suite} from '../support/cleanup.mjs';
import {get} from '../support/http.mjs';
import {checkAccounts, commit, ingest} from '../support/ingest.mjs';
import {samplesFolder, serve} from '../support/server.mjs';
import {rows, value} from '../support/sqlite.mjs';
import {pictureOf, plant, temporary} from '../support/tree.mjs';

const kColumns = `f.*, m.width, m.height, m.duration, m.frame_rate, m.color_mode, m.has_alpha, m.png_text, m.workflow_data, m.prompt, m.negative_prompt, m.model_name, m.model_hash,
  m.sampler, m.steps, m.cfg_scale, m.seed, m.size, m.schedule_type, m.denoising_strength, m.hires_config, m.version, m.lora_hashes, m.positive_prompt_keywords,
  m.negative_prompt_keywords, m.loras, m.file_modified_at, m.metadata_extracted_at, m.generator, m.raw, m.camera_make, m.camera_model, m.lens, m.taken_at, m.gps_lat, m.gps_lon`;

const plainName = (name) => name?.replace(/^.*\//, '').replace(/\.(safetensors|ckpt|pt|gguf)$/, '');
const kLoose = {  // compared in their own way
  model_name: (actual, expected) => assert.equal(plainName(actual), plainName(expected)),
  gps_lat: (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-3, String(actual)),
  gps_lon: (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-3, String(actual)),
  duration: (actual, expected) => assert.ok(Math.abs(actual - expected) < 0.1, String(actual)),
  frame_rate: (actual, expected) => assert.ok(Math.abs(actual - expected) < 0.5, String(actual)),
  taken_at: (actual, expected) => assert.equal(String(actual).replace(' ', 'T').slice(0, 19), expected),
  favourite: (actual, expected) => assert.equal(Boolean(actual), expected),
  loras: (actual, expected) => assert.deepEqual(
    JSON.parse(actual).map(({name, weight}) => ({name: plainName(name), weight})), expected.map(({name, weight}) => ({name: plainName(name), weight}))),
};
const kOther = new Set(['keywords', 'warning', 'failed']);

describe('the samples, committed', () => {
  let server, hasClassifier, last, listed, stored, keywords;
  const byPath = (name) => stored.find((row) => row.file_path === path.join(samplesFolder, name));

  const owner = suite();

  before(async () => {
    server = await serve(owner, {roots: [samplesFolder]});
    hasClassifier = (await get(server, '/api/ingest/config')).json().nsfw_available;
    last = await ingest(server, {directory: samplesFolder});
    listed = await checkAccounts(server, last);
    last = await commit(server, last.session_id);
    stored = await rows(server.data, `SELECT ${kColumns} FROM media_files f LEFT JOIN media_metadata m ON m.media_file_id = f.id`);
    keywords = await rows(server.data, 'SELECT f.file_path, k.keyword, k.keyword_type FROM media_keywords k JOIN media_files f ON f.id = k.media_file_id ORDER BY k.id');
  });

  test('every file has an outcome, and what was read is in the catalogue', () => {
    const failing = samples.filter(({expect}) => expect.failed);
    assert.equal(last.status, 'committed');
    assert.equal(last.total_files, samples.length);
    assert.deepEqual(listed.filter((row) => row.state === 'failed').map((row) => path.relative(samplesFolder, row.path)).sort(), failing.map((s) => s.path).sort());
    assert.equal(stored.length, samples.length - failing.length);
    for (const {path: name, expect} of failing) {
      const row = listed.find((r) => r.path === path.join(samplesFolder, name));
      assert.ok(expect.failed.includes(row.error.reason), `${name}: ${row.error.reason}`);
    }
  });

  for (const {path: name, expect} of samples.filter((sample) => !sample.expect.failed)) {
    test(name, () => {
      const row = byPath(name);
      assert.ok(row, 'is in media_files');
      for (const [column, expected] of Object.entries(expect)) {
        if (kOther.has(column) || expected === undefined) continue;
        if (kLoose[column]) kLoose[column](row[column], expected);
        else assert.equal(row[column], expected, column);
      }
      const words = keywords.filter((k) => k.file_path === row.file_path).map((k) => k.keyword);
      for (const word of expect.keywords ?? []) assert.ok(words.includes(word), `keyword '${word}' of ${JSON.stringify(words)}`);
      assert.equal(new Set(words.map((word) => word.toLowerCase())).size, words.length, 'no keyword twice');
      if (expect.warning) assert.ok(JSON.stringify(listed.find((r) => r.path === row.file_path)).includes('"warning_count":1'), `a warning about ${expect.warning}`);
    });
  }

  test('media_files holds name, folder, size, time and identity of each', () => {
    for (const row of stored) {
      const status = fs.statSync(row.file_path, {bigint: true});
      assert.equal(row.filename, path.basename(row.file_path));
      assert.equal(row.directory, path.dirname(row.file_path));
      assert.equal(row.extension, path.extname(row.file_path).toLowerCase());
      assert.equal(row.file_size, Number(status.size));
      assert.match(row.content_hash, /^[0-9a-f]{32}$/);
      assert.equal(row.session_id, last.session_id);
      if (hasClassifier) assert.ok(row.nsfw_score >= 0 && row.nsfw_score < 0.5, `${row.filename}: ${row.nsfw_score}`);
      else assert.equal(row.nsfw_score, null, 'a file never scanned is unknown');
      assert.ok(!row.nsfw, 'and not marked');
      assert.match(row.phash, /^[0-9a-f]{16}$/);
      assert.ok(row.original_created_at && row.created_at && row.updated_at);
    }
    assert.equal(new Set(stored.map((row) => row.content_hash)).size, stored.length);
  });

  test('what was found is kept whole, with where it came from', () => {
    const a1111 = byPath('a1111/moonlit-lake.png');
    assert.match(a1111.png_text, /^moonlit lake, .*\nNegative prompt: people, boats\nSteps: 24, /);
    assert.match(a1111.lora_hashes, /night_sky_v2: 1a2b3c4d5e6f/);
    assert.ok(JSON.parse(a1111.raw), 'raw is JSON');
    const comfy = byPath('comfyui/lora-stack.png');
    assert.equal(JSON.parse(comfy.workflow_data).nodes.length, 10);
    assert.equal(comfy.seed, '18446744073709551615', 'seeds above 2^53 keep every digit');
    const weights = JSON.parse(byPath('a1111/misty-mountains.png').positive_prompt_keywords);
    assert.equal(weights.find((k) => k.text === 'layered ridges')?.weight, 1.3);
    assert.ok(weights.find((k) => k.text === 'fog').weight < 1);
    assert.ok(weights.find((k) => k.text === 'pastel colours').weight > 1.2);
    const negative = JSON.parse(byPath('a1111/misty-mountains.png').negative_prompt_keywords);
    assert.equal(negative.find((k) => k.text === 'noise')?.weight, 1.4);
    const hires = JSON.parse(byPath('a1111/city-at-dusk-hires.png').hires_config);
    assert.ok(JSON.stringify(hires).includes('4x-UltraSharp'));
  });

  test('each file has one row of metadata, and days of creation are counted', async () => {
    assert.equal(await value(server.data, 'SELECT count(*) FROM media_metadata'), stored.length);
    assert.equal(await value(server.data, 'SELECT coalesce(sum(count), 0) FROM daily_contributions'), stored.length);
    const [day] = await rows(server.data, "SELECT count FROM daily_contributions WHERE date LIKE '2024-06-15%'");
    assert.equal(day?.count, 1, 'the photo of 15 June 2024, by its day in UTC');
    assert.equal(await value(server.data, 'PRAGMA integrity_check'), 'ok');
    assert.deepEqual(await rows(server.data, 'PRAGMA foreign_key_check'), []);
  });

  test('keywords_added and metadata_extracted count what was stored', () => {
    assert.equal(last.stats.keywords_added, keywords.length);
    assert.ok(last.stats.metadata_extracted <= last.processed_files && last.stats.metadata_extracted >= 20);
    assert.equal(last.stats.scores_imported, 5, 'two sidecars, two ratings, an embedded score');
    assert.equal(last.stats.nsfw_detected, 0);
  });
});

test('a second commit of the same files writes no second rows, and takes what has changed', async (t) => {
  const root = plant(temporary(t), {'a.png': pictureOf('before, one'), 'b.png': pictureOf('same')});
  const server = await serve(t, {roots: [root]});
  await commit(server, (await ingest(server, {directory: root})).session_id);
  const [first] = await rows(server.data, "SELECT id FROM media_files WHERE filename = 'a.png'");
  plant(root, {'a.png': pictureOf('after, two, three')});
  await commit(server, (await ingest(server, {directory: root, skip_existing: false})).session_id);
  const [second] = await rows(server.data, "SELECT f.id, m.prompt FROM media_files f JOIN media_metadata m ON m.media_file_id = f.id WHERE filename = 'a.png'");
  assert.equal(second.id, first.id, 'other programs keep their ids');
  assert.equal(second.prompt, 'after, two, three');
  assert.equal(await value(server.data, 'SELECT count(*) FROM media_files'), 2);
  assert.equal(await value(server.data, 'SELECT count(*) FROM media_metadata'), 2);
  const words = (await rows(server.data, `SELECT keyword FROM media_keywords WHERE media_file_id = ${first.id} AND keyword_type = 'prompt'`)).map((row) => row.keyword);
  assert.deepEqual(words.sort(), ['after', 'three', 'two'], 'keywords of the old prompt are gone');
});
