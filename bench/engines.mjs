// The three engines behind one small API, from the browser tests: launch(name) → {version, tab(url) → {eval(body)}, close()}.
// SLUICE_BENCH_DRIVERS names another module of that form.

import path from 'node:path';

const module = process.env.SLUICE_BENCH_DRIVERS ? path.resolve(process.env.SLUICE_BENCH_DRIVERS) : '../tests/support/engines.mjs';
export const {launch} = await import(module);
export const kEngines = ['chromium', 'firefox', 'webkit'];
