#!/usr/bin/env node
// What scrolling through a million files costs the tab in Chromium.
//
//     bench/scroll.mjs [--files 1000000] [--rounds 3]
//
// The page as it was built last (`npm run build` in web/) before the stand-in for the server (web/dev/fake-server.mjs), which answers as if there were so many
// files. In the grid and in the table: the wheel (120 px a frame), a fling (700 px a frame), and the scroll bar dragged over the whole range. Told for each, as
// medians of the rounds: the main thread's tasks of more than 50 ms, by the processor's time (from Chromium's trace) and by the clock, frames, and at the end the heap
// after a forced collection and the elements of the document.

import path from 'node:path';
import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {open} from './engines.mjs';
import {traceTasks} from './main_thread.mjs';
import {percentile, sleep, until} from './session.mjs';

const kMoves = [['wheel', 120, 400], ['fling', 700, 400], ['drag', null, 300]];
const stand = path.join(path.dirname(fileURLToPath(import.meta.url)), '../web/dev/fake-server.mjs');

const {values: options} = parseArgs({options: {files: {type: 'string', default: '1000000'}, rounds: {type: 'string', default: '3'}}});

async function standIn() {
  const child = spawn(process.execPath, [stand, '0'], {stdio: ['ignore', 'pipe', 'inherit']});
  const line = await new Promise((resolve) => { child.stdout.setEncoding('utf8').once('data', resolve); });
  const url = /http:\/\/[^\s/]+/.exec(line)[0];
  const post = async (at, body) => (await fetch(url + at, {method: 'POST', body: JSON.stringify(body)})).json();
  await fetch(`${url}/dev/control`, {method: 'POST', body: JSON.stringify({files: Number(options.files), rate: 1e9, failEvery: 0, discoverMs: 60, nsfw: true})});
  const {session_id: id} = await post('/api/ingest/process', {parameters: {directories: ['/srv/photos'], skip_existing: false}});
  await until('the session', async () => (await (await fetch(`${url}/api/ingest/status/${id}`)).json()).status === 'completed');
  return {url, id, stop: () => child.kill()};
}

// In the page: moves by `step` pixels a frame, or over the whole range.
const scroll = ([step, frames]) => new Promise((done) => {
  let drawn = 0;
  const times = [];
  let last = performance.now();
  const frame = () => {
    times.push(performance.now() - last);
    last = performance.now();
    if (drawn++ >= frames) return void done(times.slice(1));
    if (step === null) scrollTo(0, ((document.documentElement.scrollHeight - innerHeight) * drawn) / frames);
    else scrollBy(0, step);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
});

async function oneRound(server) {
  const browser = await open('chromium');
  try {
    const {page} = await browser.tab();
    const devtools = await page.context().newCDPSession(page);
    await page.setViewportSize({width: 1440, height: 900});
    await page.goto(`${server.url}/#session=${server.id}`);
    await page.locator('#file-grid [data-offset="0"]').waitFor();
    const rows = [];
    for (const layout of ['Grid', 'Table']) {
      await page.locator(`[aria-label="${layout}"]`).click();
      await until('the top of the list', () => page.evaluate(() => {
        scrollTo(0, 0);
        return document.querySelector('#file-grid [data-offset="0"]') !== null;
      }));
      for (const [name, step, frames] of kMoves) {
        await page.evaluate(() => scrollTo(0, 400));
        await sleep(1000);
        await page.evaluate(() => {
          window.long = [];
          new PerformanceObserver((list) => { for (const {duration} of list.getEntries()) window.long.push(duration); }).observe({type: 'longtask'});
        });
        const trace = await traceTasks(devtools);
        const times = await page.evaluate(scroll, [step, frames]);
        await sleep(500);
        const tasks = await trace.stop();
        const long = await page.evaluate(() => window.long);
        rows.push({what: `${layout}, ${name}`, longest: Math.max(0, ...tasks), over: tasks.filter((ms) => ms > 50).length, clock: long.length, frame: percentile(times, 0.5), slow: percentile(times, 0.95)});
      }
    }
    await devtools.send('HeapProfiler.collectGarbage');
    const {usedSize} = await devtools.send('Runtime.getHeapUsage');
    return {rows, heap: usedSize / 1e6, elements: await page.evaluate(() => document.querySelectorAll('*').length)};
  } finally {
    await browser.close();
  }
}

const server = await standIn();
try {
  const rounds = [];
  for (let round = 0; round < Number(options.rounds); round++) rounds.push(await oneRound(server));
  const median = (pick) => percentile(rounds.map(pick), 0.5);
  console.log(`${options.files} files; medians of ${rounds.length} rounds\n\n| | tasks over 50 ms of processor | the longest | over 50 ms by the clock | frame p50 / p95 |\n|---|---|---|---|---|`);
  rounds[0].rows.forEach(({what}, i) => {
    const of = (key) => median((round) => round.rows[i][key]);
    console.log(`| ${what} | ${of('over')} | ${of('longest').toFixed(1)} ms | ${of('clock')} | ${of('frame').toFixed(0)} / ${of('slow').toFixed(0)} ms |`);
  });
  console.log(`\nheap at the end ${median(({heap}) => heap).toFixed(1)} MB, ${median(({elements}) => elements)} elements`);
} finally {
  server.stop();
}
