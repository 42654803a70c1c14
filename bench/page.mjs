#!/usr/bin/env node
// What the page costs its tab in Chromium, from Start to the end of a session at full speed.
//
//     bench/page.mjs [--files 100000] [--broken-every 10] [--rounds 3] [--page web/dist]
//
// The real server over a tree of small pictures, of which each tenth is cut off. The page is opened, the folder typed, Start
// clicked; then nothing is touched. Told, as medians of the rounds:
//   - tasks of more than 50 ms on the tab's main thread (PerformanceObserver `longtask`): how many, and the longest. Those during a forced
//     collection of garbage are this program's own and left out. That is by the clock: where server and browser share few cores, a task also
//     waits for a core. So the same by the processor's time, from Chromium's trace of the thread's tasks;
//   - the JavaScript heap after a forced collection: before Start, at a quarter, half, three quarters, and at the end;
//   - the nodes of the document at the same moments;
//   - frames drawn and the share of the time for which the main thread was busy;
//   - from the click to the first frame with the progress on it, and to the first file that is counted there.
// `--page` takes the page from a folder instead of the binary: its files are served here, everything else is passed on.

import {parseArgs} from 'node:util';
import {open} from './engines.mjs';
import {traceTasks} from './main_thread.mjs';
import {pageInFront} from './other_page.mjs';
import {makeTree, percentile, serveTree, sleep, until} from './session.mjs';

const kQuarters = [25, 50, 75];

// In the page, which knows nothing of this file.
function observe() {
  const told = window.bench = {long: [], frames: 0, clicked: null, shown: null, moved: null, reports: []};
  new PerformanceObserver((list) => {
    for (const {startTime, duration} of list.getEntries()) told.long.push([performance.timeOrigin + startTime, duration]);
  }).observe({type: 'longtask', buffered: true});
  addEventListener('click', (event) => { if (event.target.closest('#process-btn')) told.clicked ??= performance.now(); }, {capture: true});
  addEventListener('securitypolicyviolation', (event) => told.reports.push(event.violatedDirective));
  const frame = (now) => {
    told.frames += 1;
    if (told.clicked !== null && told.moved === null) {
      const section = document.getElementById('progress-section');
      if (told.shown === null && section && !section.hidden) told.shown = now - told.clicked;
      if (/[1-9]/.test(document.getElementById('stat-processed')?.textContent ?? '')) told.moved = now - told.clicked;
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

async function oneRound(tree, folder) {
  const server = await serveTree(tree);
  const front = folder ? await pageInFront(server, folder) : server;
  const browser = await open('chromium');
  try {
    const {page} = await browser.tab();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    await page.addInitScript(observe);
    await page.goto(`${front.url}/`);
    await page.locator('#directory').fill(tree.media);
    const classified = page.locator('#enable_nsfw_detection');
    if (await classified.isEnabled()) await classified.uncheck({force: true});  // at full speed, wherever there is a model
    await sleep(1500);

    const collections = [];
    const look = async () => {
      const begun = Date.now();
      await devtools.send('HeapProfiler.collectGarbage');
      collections.push([begun, Date.now()]);
      const {usedSize} = await devtools.send('Runtime.getHeapUsage');
      const {nodes} = await devtools.send('Memory.getDOMCounters');
      return {heap: usedSize / 1e6, nodes};
    };
    const spent = async () => {
      const {metrics} = await devtools.send('Performance.getMetrics');
      return metrics.find(({name}) => name === 'TaskDuration').value;
    };
    const percent = () => page.evaluate(() => Number.parseFloat(document.getElementById('progress-bar').style.width) || 0);

    const looks = [await look()];
    collections.length = 0;
    const from = {at: Date.now(), spent: await spent(), frames: await page.evaluate(() => window.bench.frames)};
    const trace = await traceTasks(devtools);
    await page.locator('#process-btn').click();
    for (const quarter of kQuarters) {
      await until(`${quarter} %`, async () => (await percent()) >= quarter, 1_800_000);
      looks.push(await look());
    }
    await until('the end', async () => (await percent()) === 100, 1_800_000);
    const to = {at: Date.now(), spent: await spent()};
    await sleep(3000);
    const onCpu = await trace.stop();
    looks.push(await look());
    const told = await page.evaluate(() => window.bench);
    const ours = ([at, ms]) => collections.some(([begun, ended]) => at < ended + 20 && at + ms > begun - 20);
    const long = told.long.filter((task) => task[0] >= from.at && !ours(task)).map(([, ms]) => ms);
    return {
      seconds: (to.at - from.at) / 1000, long: long.length, longest: Math.max(0, ...long), looks,
      tasks: onCpu.length, longCpu: onCpu.filter((ms) => ms > 50).length, longestCpu: onCpu.reduce((most, ms) => Math.max(most, ms), 0), frames: told.frames - from.frames,
      busy: ((to.spent - from.spent) * 1000) / (to.at - from.at), shown: told.shown, moved: told.moved, reports: told.reports.length,
      failures: Number(await page.evaluate(() => document.getElementById('stat-errors').textContent)),
    };
  } finally {
    await browser.close();
    await front.close();
  }
}

const {values: options} = parseArgs({options: {
  files: {type: 'string', default: '100000'}, 'broken-every': {type: 'string', default: '10'}, rounds: {type: 'string', default: '3'}, page: {type: 'string'}}});
const tree = makeTree(Number(options.files), Number(options['broken-every']));
try {
  const rounds = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    rounds.push(await oneRound(tree, options.page));
    console.error(JSON.stringify(rounds.at(-1)));
  }
  const median = (pick) => percentile(rounds.map(pick), 0.5);
  const at = (index) => `${median((round) => round.looks[index].heap).toFixed(1)} MB, ${median((round) => round.looks[index].nodes)} nodes`;
  const {failures} = rounds[0];
  console.log(`${options.files} files, ${failures} failed, ${median((round) => round.seconds).toFixed(1)} s; medians of ${rounds.length} rounds\n
| what | |
|---|---|
| tasks over 50 ms by the clock | ${median((round) => round.long)}, the longest ${median((round) => round.longest).toFixed(0)} ms |
| tasks over 50 ms of the processor's time (all ${kQuarters.length} forced collections among them) | ${median((round) => round.longCpu)} of ${median((round) => round.tasks)}, the longest ${median((round) => round.longestCpu).toFixed(1)} ms |
| main thread busy | ${(median((round) => round.busy) * 100).toFixed(0)} % |
| frames | ${median((round) => round.frames)} |
| click → progress shown, first file counted | ${median((round) => round.shown).toFixed(0)} ms, ${median((round) => round.moved).toFixed(0)} ms |
| heap and document before Start | ${at(0)} |
| at 25 %, 50 %, 75 % | ${[1, 2, 3].map(at).join(' · ')} |
| at the end | ${at(4)} |
| reports of the content policy | ${median((round) => round.reports)} |`);
} finally {
  tree.remove();
}
