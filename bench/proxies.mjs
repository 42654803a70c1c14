#!/usr/bin/env node
// How much later news arrives through each proxy than without one.
//
//   node bench/proxies.mjs [--files 4000] [--sessions 5]
//
// The real server ingests a tree of small pictures; nginx, Caddy, HAProxy and Varnish stand before it with the
// configurations of docs/operations.md. Every session is followed at the same time directly and through each proxy, plain and with
// gzip, all by this process. Delay: from `emitted_at` (the oldest change that an event carries, so the coalescing
// window of 50 to 80 ms is part of it) to the arrival of the event. Added: the arrival against that of the same
// version on the direct stream of the same coding. The order in which streams are opened is drawn anew for each session.
// Needs scripts/setup build proxies and a release build. SLUICE_BINARY names another binary.

import {parseArgs} from 'node:util';
import {startProxy} from '../tests/proxies/proxy.mjs';
import {openCompressed} from '../tests/proxies/reading.mjs';
import {serveBehind} from '../tests/proxies/scenes.mjs';
import {start} from '../tests/support/ingest.mjs';
import {Stream} from '../tests/support/sse.mjs';
import {plantPictures, temporary} from '../tests/support/tree.mjs';

const {values} = parseArgs({options: {files: {type: 'string', default: '4000'}, sessions: {type: 'string', default: '5'}}});
const kWays = ['direct', 'nginx', 'caddy', 'haproxy', 'varnish'];
const kCodings = {plain: (...given) => Stream.open(...given), gzip: openCompressed};

function shuffled(list) {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}

/** Arrival by version, and delays, of one finished stream. Its first state is as old as the session then was: left out. */
function measured(stream) {
  const states = stream.events.filter(({event, data}) => event !== 'failure' && data.emitted_at !== undefined).slice(1);
  return states.map(({data, at}) => ({version: data.version, at, delay: performance.timeOrigin + at - data.emitted_at / 1000}));
}

async function followed(server, addresses) {
  const id = await start(server, {directory: server.root});
  const ways = shuffled(kWays.flatMap((way) => Object.keys(kCodings).map((coding) => ({way, coding}))));
  const opened = await Promise.all(ways.map(async ({way, coding}) => {
    const stream = await kCodings[coding](addresses[way], `/api/ingest/stream/${id}?patch=1`, {headers: addresses[way].headers});
    if (stream.status !== 200) throw new Error(`${way}: ${stream.status} ${stream.body}`);
    return {way, coding, stream};
  }));
  await Promise.all(opened.map(({stream}) => stream.untilEnd(300_000)));
  return opened.map(({way, coding, stream}) => ({way, coding, events: measured(stream)}));
}

function quantile(sorted, q) {
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] : NaN;
}

function row(way, coding, rounds) {
  const of = (round, name) => round.find((entry) => entry.way === name && entry.coding === coding).events;
  const delays = rounds.flatMap((round) => of(round, way).map(({delay}) => delay)).sort((a, b) => a - b);
  const added = rounds.flatMap((round) => {
    const direct = new Map(of(round, 'direct').map(({version, at}) => [version, at]));
    return of(round, way).filter(({version}) => direct.has(version)).map(({version, at}) => at - direct.get(version));
  }).sort((a, b) => a - b);
  const cells = [delays.length, quantile(delays, 0.5), quantile(delays, 0.99), ...(way === 'direct' ? [0, 0] : [quantile(added, 0.5), quantile(added, 0.99)])];
  return `| ${[way, coding, cells[0], ...cells.slice(1).map((ms) => ms.toFixed(1))].join(' | ')} |`;
}

async function main(owner) {
  const root = plantPictures(temporary(owner), Number(values.files));
  const server = await serveBehind(owner, {root});
  const addresses = {direct: {...server, headers: {}}};
  for (const way of kWays.slice(1)) addresses[way] = await startProxy(owner, way, server);
  const rounds = [];
  for (let i = 0; i < Number(values.sessions); i++) rounds.push(await followed(server, addresses));
  console.log(`${values.sessions} sessions of ${values.files} files; milliseconds`);
  console.log('| way | coding | events | delay p50 | delay p99 | added p50 | added p99 |\n|---|---|---|---|---|---|---|');
  for (const coding of Object.keys(kCodings)) for (const way of kWays) console.log(row(way, coding, rounds));
}

const ends = [];
try {
  await main({after: (action) => ends.push(action)});
} finally {
  for (const end of ends) await end();
}
