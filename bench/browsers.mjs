#!/usr/bin/env node
// From emission to the text on the page, in three engines, over real sessions at full speed.
//
//     bench/browsers.mjs [--files 100000] [--rounds 3] [--engines chromium,firefox,webkit]
//
// A page of the real server shows a session that is held back (gate.py); then everything passes. In the page an observer
// notes the time at which #stat-processed changes, and its number. A second stream, read here, tells when the state with
// that number was emitted (`emitted_at`; the page's clock is the same machine's, in whole milliseconds) and when it was on a socket.
// States that the page never drew, because a newer one came within the same frame, have no delay; they are counted.

import http from 'node:http';
import {parseArgs} from 'node:util';
import {engines, open, versionOf} from './engines.mjs';
import {beginSession, makeTree, percentile, until} from './session.mjs';

const processed = () => Number(document.getElementById('stat-processed').textContent.replace(/\D/g, ''));

// In the page, which knows nothing of this file.
function watch() {
  const field = document.getElementById('stat-processed');
  window.seen = [];
  new MutationObserver(() => window.seen.push([Date.now(), Number(field.textContent.replace(/\D/g, ''))]))
    .observe(field, {subtree: true, childList: true, characterData: true});
}

/** Follows the session in the default form: files settled → {emitted, arrived} in ms, the first state that shows them. */
function follow(session) {
  const states = new Map();
  const ended = new Promise((resolve, reject) => {
    http.get(`${session.url}/api/ingest/stream/${session.id}`, {headers: {accept: 'text/event-stream'}}, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (more) => {
        const arrived = performance.timeOrigin + performance.now();
        const events = (text + more).split('\n\n');
        text = events.pop();
        for (const event of events) {
          const data = /^data: (.*)$/m.exec(event);
          if (!data) continue;
          const snapshot = JSON.parse(data[1]);
          const count = snapshot.processed_files;
          if (!states.has(count)) states.set(count, {emitted: snapshot.emitted_at / 1000, arrived});
        }
      }).on('end', resolve);
    }).on('error', reject);
  });
  return {states, ended};
}

async function oneRound(name, tree) {
  const session = await beginSession(tree);
  const browser = await open(name);
  try {
    const tab = await browser.tab(session.page);
    await until('the page is live', () => tab.run(() => /live/i.test(document.getElementById('live-badge')?.textContent ?? '')));
    await tab.run(watch);
    const stream = follow(session);
    session.open();
    await stream.ended;
    await until('the page shows the end', async () => (await tab.run(processed)) === tree.files);
    const seen = await tab.run(() => window.seen);
    const drawn = seen.filter(([, count]) => stream.states.has(count));
    return {
      version: await versionOf(tab),
      delays: drawn.map(([at, count]) => at - stream.states.get(count).emitted),
      sockets: [...stream.states].filter(([count]) => count > 0).map(([, {emitted, arrived}]) => arrived - emitted),
      states: stream.states.size - 1,
    };
  } finally {
    await browser.close();
    await session.close();
  }
}

const {values: options} = parseArgs({options: {
  files: {type: 'string', default: '100000'}, rounds: {type: 'string', default: '3'}, engines: {type: 'string', default: engines.join(',')}}});
const tree = makeTree(Number(options.files));
try {
  console.log('| engine | states, drawn | emission → page p50 / p99 / max, ms | emission → socket p50 / p99, ms |\n|---|---|---|---|');
  for (const name of options.engines.split(',')) {
    const rounds = [];
    for (let round = 0; round < Number(options.rounds); round++) rounds.push(await oneRound(name, tree));
    const [delays, sockets] = ['delays', 'sockets'].map((key) => rounds.flatMap((round) => round[key]));
    const states = rounds.reduce((sum, round) => sum + round.states, 0);
    const ms = (list, ...shares) => shares.map((share) => percentile(list, share).toFixed(0)).join(' / ');
    console.log(`| ${name} (${rounds[0].version}) | ${states}, ${delays.length} | ${ms(delays, 0.5, 0.99, 1)} | ${ms(sockets, 0.5, 0.99)} |`);
  }
} finally {
  tree.remove();
}
