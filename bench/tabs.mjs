#!/usr/bin/env node
// Twelve tabs of each engine on one session: how many streams that is at the server, and whether every tab lives.
//
//     bench/tabs.mjs [--tabs 12] [--files 600] [--rate 60] [--engines chromium,firefox,webkit]
//
// The session is held back (gate.py) until all tabs are there, then its files pass at `rate` a second. A tab lives when its title, which needs no
// frame and so changes in hidden tabs too, follows the session to its end. Meanwhile the last tab asks for an ordinary
// answer, which a browser that spent its six connections on streams would never get.

import {parseArgs} from 'node:util';
import {engines, open} from './engines.mjs';
import {beginSession, makeTree, sleep, until} from './session.mjs';

const kPatience = 3000;  // ms, for the tabs to learn of the end

// In the page, which knows nothing of this file.
function watch() {
  window.titles = [];
  new MutationObserver(() => window.titles.push([Date.now(), document.title]))
    .observe(document.querySelector('title'), {childList: true, characterData: true, subtree: true});
}

async function ask() {
  const begin = performance.now();
  const answer = await fetch('/api/ingest/config', {cache: 'no-store'});
  await answer.json();
  return [answer.status, performance.now() - begin];
}

async function oneEngine(name, tree, tabCount, rate) {
  const session = await beginSession(tree);
  const browser = await open(name);
  try {
    const begin = Date.now();
    const tabs = [];
    for (let i = 0; i < tabCount; i++) {
      const tab = await browser.tab(session.page);
      await tab.run(watch);
      tabs.push(tab);
    }
    const opened = (Date.now() - begin) / 1000;
    session.open(rate);
    await until('half of the session', async () => (await session.status()).progress >= 50);
    const streams = await session.streamsOpen();
    const [status, milliseconds] = await tabs.at(-1).run(ask);
    await until('the end of the session', async () => (await session.status()).progress === 100);
    const end = (await session.status()).emitted_at / 1000;
    await sleep(kPatience);
    const titles = await Promise.all(tabs.map((tab) => tab.run(() => window.titles)));
    const final = titles.at(-1).at(-1)[1];  // of the tab in front
    const alive = titles.filter((list) => list.length > 5 && list.at(-1)[1] === final);
    const late = Math.max(...alive.map((list) => list.at(-1)[0] - end));
    return [`${tabCount} in ${opened.toFixed(1)} s`, streams ?? 'not told', alive.length, `${late.toFixed(0)} ms`, `${status} in ${milliseconds.toFixed(0)} ms`];
  } catch (problem) {
    return [`only some: ${problem.message.slice(0, 100)}`, (await session.streamsOpen()) ?? 'not told', '', '', ''];
  } finally {
    await browser.close();
    await session.close();
  }
}

const {values: options} = parseArgs({options: {
  tabs: {type: 'string', default: '12'}, files: {type: 'string', default: '600'}, rate: {type: 'string', default: '60'}, engines: {type: 'string', default: engines.join(',')}}});
const tree = makeTree(Number(options.files));
try {
  console.log('| engine | tabs opened | streams at the server | tabs that followed to the end | the last of them knew after | an ordinary fetch meanwhile |\n|---|---|---|---|---|---|');
  for (const name of options.engines.split(',')) {
    const cells = await oneEngine(name, tree, Number(options.tabs), Number(options.rate));
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
} finally {
  tree.remove();
}
