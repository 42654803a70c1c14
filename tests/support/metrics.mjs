// What /metrics says, by a parser that takes only what the text format 0.0.4 allows and Prometheus expects.

import assert from 'node:assert/strict';
import {get} from './http.mjs';

const kName = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const kComment = new RegExp(`^# (HELP|TYPE) (${kName}) (.+)$`);
const kSample = new RegExp(`^(${kName})(?:\\{(.*)\\})? (\\S+)$`);
const kLabels = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;
const kNumber = /^(?:[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN)$/;
const kTypes = new Set(['counter', 'gauge', 'histogram']);

function labelsOf(text) {
  const labels = new Map();
  kLabels.lastIndex = 0;
  for (let at = 0; at < text.length; at = kLabels.lastIndex) {
    const match = kLabels.exec(text);
    assert.ok(match, `labels: ${text}`);
    assert.ok(!labels.has(match[1]), `${match[1]} twice in ${text}`);
    labels.set(match[1], match[2]);
  }
  return labels;
}

function checkValue(type, series, text) {
  assert.match(text, kNumber, series);
  const value = Number(text.replace('Inf', 'Infinity'));
  if (type !== 'gauge') assert.ok(Number.isFinite(value) && value >= 0, `${series} ${text}`);
  return value;
}

/** Its buckets rise up to the count, in the order of their bounds, and end with +Inf. */
function checkHistogram({name, samples}) {
  const buckets = samples.filter((sample) => sample.name === `${name}_bucket`);
  const bounds = buckets.map(({labels}) => Number(labels.get('le').replace('Inf', 'Infinity')));
  const count = samples.find((sample) => sample.name === `${name}_count`).value;
  assert.ok(samples.some((sample) => sample.name === `${name}_sum`), `${name}_sum`);
  assert.equal(samples.length, buckets.length + 2);
  assert.equal(bounds.at(-1), Infinity);
  assert.equal(buckets.at(-1).value, count);
  for (let i = 1; i < buckets.length; i++) {
    assert.ok(bounds[i] > bounds[i - 1] && buckets[i].value >= buckets[i - 1].value, `${name}: bucket ${bounds[i]}`);
  }
}

function checkFamily(family) {
  assert.ok(kTypes.has(family.type), `${family.name} is a ${family.type}`);
  assert.ok(family.samples.length > 0, `${family.name} has no value`);
  assert.equal(family.type === 'counter', family.name.endsWith('_total'), `${family.name}: counters, and only they, end in _total`);
  if (family.type === 'histogram') checkHistogram(family);
  else for (const sample of family.samples) assert.equal(sample.name, family.name);
}

/** The families of an exposition: [{name, help, type, samples: [{name, series, labels, value}]}]. Throws at what is not allowed. */
export function parse(text) {
  assert.ok(text.endsWith('\n'), 'the last line ends too');
  const families = [];
  const seen = new Set();
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = kComment.exec(line);
    if (comment?.[1] === 'HELP') {
      assert.ok(!families.some(({name}) => name === comment[2]), `${comment[2]} stands in one place`);
      families.push({name: comment[2], help: comment[3], type: undefined, samples: []});
      continue;
    }
    const family = families.at(-1);
    if (comment) {
      assert.ok(family?.name === comment[2] && family.type === undefined && family.samples.length === 0, line);
      family.type = comment[3];
      continue;
    }
    const sample = kSample.exec(line);
    assert.ok(sample && family?.type, `no sample of a family: ${line}`);
    const [, name, labels = '', value] = sample;
    const series = labels ? `${name}{${labels}}` : name;
    assert.ok(!seen.has(series), `${series} twice`);
    seen.add(series);
    family.samples.push({name, series, labels: labelsOf(labels), value: checkValue(family.type, series, value)});
  }
  families.forEach(checkFamily);
  return families;
}

export async function families(server, options) {
  const answer = await get(server, '/metrics', options);
  assert.equal(answer.status, 200, answer.text);
  return parse(answer.text);
}

/** All values, each by its series as it stands: 'sluice_streams_open', 'sluice_files_total{outcome="failed"}'. */
export async function metrics(server, options) {
  return new Map((await families(server, options)).flatMap(({samples}) => samples.map(({series, value}) => [series, value])));
}
