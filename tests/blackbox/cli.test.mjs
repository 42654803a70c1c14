// The command line: what it prints, and its exit codes (0 done, 1 failed, 2 wrong usage, 3 done but some files failed).

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {get} from '../support/http.mjs';
import {checkSnapshot} from '../support/snapshot.mjs';
import {run, samplesFolder, serve} from '../support/server.mjs';
import {value} from '../support/sqlite.mjs';
import {joined, oddNames} from '../media/names.mjs';
import {picture, pictureOf, plant, plantPictures, temporary} from '../support/tree.mjs';

test('--version and --help', async (t) => {
  const version = await run(t, ['--version']);
  assert.equal(version.code, 0);
  assert.match(version.stdout, /^sluice \d+\.\d+\.\d+\S*\n$/);
  const help = await run(t, ['--help']);
  assert.equal(help.code, 0);
  for (const command of ['serve', 'ingest', 'inspect', 'doctor']) assert.match(help.stdout, new RegExp(`\\b${command}\\b`));
  for (const command of ['serve', 'ingest', 'inspect', 'doctor']) {
    const more = await run(t, [command, '--help']);
    assert.equal(more.code, 0, command);
    assert.ok(more.stdout.length > 100, command);
  }
});

test('wrong usage is 2, and says what is wrong on stderr', async (t) => {
  const root = temporary(t);
  const data = temporary(t, 'data');
  for (const args of [[], ['nonsense'], ['serve', root, '--nonsense'], ['serve', root, '--workers', 'many'], ['serve', root, '--listen', 'nowhere', '--data', data], ['serve', root, '--listen', '127.0.0.1:99999', '--data', data], ['inspect'], ['ingest'], ['ingest', root, '--max-files', '0']]) {
    const {code, stdout, stderr} = await run(t, args);
    assert.equal(code, 2, `${args.join(' ')}: ${code} ${stderr}`);
    assert.ok(stderr.trim().length > 5, args.join(' '));
    assert.equal(stdout, '', args.join(' '));
  }
});

test('serve without a folder says how to name one', async (t) => {
  const {code, stderr} = await run(t, ['serve', '--data', temporary(t, 'data'), '--listen', '127.0.0.1:0'], {cwd: temporary(t, 'empty')});
  assert.equal(code, 2);
  assert.match(stderr, /sluice serve \S+/);
});

test('a root that is not there is an error that names it', async (t) => {
  const {code, stderr} = await run(t, ['serve', '/nowhere/at-all', '--listen', '127.0.0.1:0', '--data', temporary(t, 'data')]);
  assert.equal(code, 1);
  assert.match(stderr, /\/nowhere\/at-all/);
});

test('inspect prints one record a line, in the order given', async (t) => {
  const files = ['video/rolling-waves.mp4', 'a1111/misty-mountains.png', 'photos/alpine-dawn.jpg', 'comfyui/lora-stack.png'].map((name) => path.join(samplesFolder, name));
  const {code, stdout} = await run(t, ['inspect', ...files]);
  assert.equal(code, 0);
  const records = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(records.map((record) => record.path), files);
  const [film, mountains, photo, stack] = records;
  for (const record of records) {
    for (const key of ['path', 'file_type', 'file_size', 'metadata', 'keywords', 'loras', 'score', 'favourite', 'nsfw', 'content_hash', 'phash', 'media_file_id', 'raw', 'provenance', 'unparsed', 'warnings']) {
      assert.ok(key in record, `${record.path}: ${key}`);
    }
    assert.equal(record.file_size, fs.statSync(record.path).size);
    assert.match(record.content_hash, /^[0-9a-f]{32}$/);
  }
  assert.equal(film.file_type, 'video');
  assert.equal(film.metadata.generator, 'comfyui');
  assert.equal(mountains.score, 5);
  assert.equal(mountains.favourite, true);
  assert.match(mountains.raw.png.parameters, /^misty mountains at dawn/);
  assert.ok(mountains.provenance.prompt, 'says where the prompt came from');
  assert.equal(photo.metadata.camera_model, 'X-T5');
  assert.equal(stack.loras.length, 3);
  assert.equal(stack.metadata.seed, '18446744073709551615');
  assert.match(stack.raw.png.prompt, /NaN/, 'raw texts are kept as they were');
});

test('inspect names files that fail and ends with 3', async (t) => {
  const root = temporary(t);
  plant(root, {'good.png': picture(), 'bad.png': 'x'});
  const {code, stdout} = await run(t, ['inspect', path.join(root, 'bad.png'), path.join(root, 'good.png'), path.join(root, 'absent.png'), root]);
  assert.equal(code, 3);
  const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.equal(lines.length, 4);
  assert.deepEqual([lines[0].error.stage, lines[0].error.reason], ['decode', 'unsupported']);
  assert.equal(lines[1].error, undefined);
  assert.equal(lines[2].error.reason, 'vanished');
  assert.equal(lines[3].error.reason, 'denied');
});

test('inspect takes names of every kind, also after --', async (t) => {
  const root = temporary(t);
  const names = oddNames.filter((name) => Buffer.from(name.toString('utf8')).equals(name));
  names.forEach((name, i) => fs.writeFileSync(joined(root, name), pictureOf(`odd ${i}`)));
  const {code, stdout} = await run(t, ['inspect', '--', ...names.map(String)], {cwd: root});
  assert.equal(code, 0);
  const records = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(records.map((record) => record.path), names.map(String));
  assert.ok(records.every((record, i) => record.metadata.prompt === `odd ${i}`));
});

test('ingest --json --commit runs the whole way and prints the last snapshot', async (t) => {
  const root = plantPictures(temporary(t), 12);
  const data = temporary(t, 'data');
  const {code, stdout} = await run(t, ['ingest', root, '--json', '--commit', '--data', data]);
  assert.equal(code, 0);
  const last = checkSnapshot(undefined, JSON.parse(stdout));
  assert.deepEqual([last.status, last.processed_files, last.commit_progress], ['committed', 12, 100]);
  assert.equal(await value(data, 'SELECT count(*) FROM media_files'), 12);
  const again = JSON.parse((await run(t, ['ingest', root, '--json', '--data', data])).stdout);
  assert.deepEqual([again.status, again.stats.skipped_existing, again.total_files], ['completed', 12, 0]);
});

test('ingest ends with 3 when some files failed, and says so in words without --json', async (t) => {
  const root = plantPictures(temporary(t), 3);
  plant(root, {'bad.png': 'x'});
  const data = temporary(t, 'data');
  const {code, stdout, stderr} = await run(t, ['ingest', root, '--data', data]);
  assert.equal(code, 3);
  assert.match(stdout, /3/);
  assert.match(stderr, /bad\.png/);
  assert.equal((await run(t, ['ingest', root, '--pattern', '0*.png', '--data', data])).code, 0);
  assert.equal((await run(t, ['ingest', '/nowhere/at-all', '--data', data])).code, 1);
});

test('ingest hands its job to the server that has the data folder', async (t) => {
  const root = plantPictures(temporary(t), 4);
  const server = await serve(t, {roots: [root]});
  const {code, stdout, stderr} = await run(t, ['ingest', root, '--json', '--commit', '--data', server.data]);
  assert.equal(code, 0, stderr);
  const last = JSON.parse(stdout);
  assert.equal(last.status, 'committed');
  assert.equal((await get(server, `/api/ingest/status/${last.session_id}`)).json().status, 'committed');
});

test('doctor says what is there and what is missing', async (t) => {
  const {code, stdout} = await run(t, ['doctor', '--data', temporary(t, 'data')]);
  assert.equal(code, 0);
  assert.match(stdout, /worker/i);
  assert.match(stdout, /nsfw/i);
});

test('a flag beats the environment, the environment beats sluice.toml', async (t) => {
  const root = temporary(t);
  const folder = temporary(t, 'settings');
  fs.writeFileSync(path.join(folder, 'sluice.toml'), 'listen = "127.0.0.1:1"\nworkers = 1\n');
  const settings = path.join(folder, 'sluice.toml');
  const server = await serve(t, {roots: [root], args: ['--config', settings], env: {SLUICE_LISTEN: '127.0.0.1:2'}});
  assert.notEqual(server.port, 2);
  assert.equal((await get(server, '/healthz')).status, 200);
  const broken = path.join(folder, 'broken.toml');
  fs.writeFileSync(broken, 'listen = \n');
  const refused = await run(t, ['serve', root, '--config', broken, '--data', temporary(t, 'data')]);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /broken\.toml/);
});
