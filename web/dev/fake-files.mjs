// The files of a session that pretends, to be reviewed: any number of them, made when asked for; edits are kept as numbers.

import { failureAt, fileAt, pathAt } from './fake-library.mjs';
import { recordAt, wordsAt, kWords } from './fake-record.mjs';

const kChanges = ['new', 'changed', 'identical', 'moved', 'duplicate'];
const kUnset = 100;
const review = new WeakMap();

/** What was changed in a session's review. */
export function filesOf(session) {
  let files = review.get(session);
  if (!files) review.set(session, (files = new FakeFiles(session)));
  return files;
}

class FakeFiles {
  constructor(session) {
    const most = session.target;
    Object.assign(this, { session, edits: 0, threshold: session.parameters.nsfw_threshold ?? 0.5, lists: new Map() });
    this.scores = new Int8Array(most).fill(kUnset);
    this.labels = new Int8Array(most);  // 1: nsfw, 2: safe
    this.out = new Uint8Array(most);
    const plain = session.snapshot.bind(session);
    session.snapshot = () => {
      const snapshot = plain();
      return { ...snapshot, edits: this.edits };
    };
  }

  stamp() { return `${this.edits} ${this.threshold} ${this.session.settled} ${this.session.total} ${this.session.status}`; }
  state(i) { return this.session.outcome(i); }
  readScore(i) { return this.session.parameters.import_scores !== false && i % 5 === 0 ? i % 6 : null; }
  score(i) { return this.scores[i] === kUnset ? this.readScore(i) : this.scores[i]; }
  nsfwScore(i) { return this.session.parameters.enable_nsfw_detection && i % 17 !== 3 ? ((i * 37) % 100) / 100 : null; }
  nsfw(i) {
    if (this.labels[i] !== 0) return this.labels[i] === 1;
    const score = this.nsfwScore(i);
    return score === null ? null : score >= this.threshold;
  }
  change(i) { return this.state(i) === 'done' ? kChanges[i % 50 < 44 ? 0 : (i % 50) - 45 < 0 ? 1 : (i % 50) - 45] : null; }
  generator(i) { return i % 17 === 3 ? '' : ['a1111', 'comfyui', ''][i % 3]; }
  model(i) { return i % 17 === 3 || i % 3 === 2 ? '' : ['dreamshaperXL_v21TurboDPMSDE', 'juggernautXL_v9', 'flux1-dev-fp8', 'realisticVision_v51'][(i >> 2) % 4]; }
  committed(i) { return this.session.status === 'committed' && this.state(i) === 'done' && !this.out[i]; }

  row(i) {
    const state = this.state(i);
    const done = state === 'done';
    const id = i + 1;
    return {
      ...fileAt(i, state, this.session), included: done && !this.out[i], committed: this.committed(i),
      score: done ? this.score(i) : null, score_set: this.scores[i] !== kUnset, nsfw_score: done ? this.nsfwScore(i) : null,
      nsfw: done ? this.nsfw(i) : null, nsfw_set: this.labels[i] !== 0, change: this.change(i),
      same_as: ['moved', 'duplicate'].includes(this.change(i)) ? `/srv/photos/2022/Lisbon/image_${i}.png` : null,
      generator: this.generator(i), model_name: this.model(i), width: i % 17 === 3 ? 1920 : [832, 1024, 1216, 1344][i % 4],
      height: i % 17 === 3 ? 1080 : [1216, 1024, 832, 768][i % 4],
      thumbnail: done ? `/api/ingest/files/${this.session.id}/${id}/thumb?v=${id.toString(16)}` : null,
    };
  }

  matcher(query) {
    const tests = [];
    const is = (key, test) => { const value = query[key]; if (value !== undefined && value !== '') tests.push(test(value)); };
    is('state', (value) => (i) => this.state(i) === value);
    is('reason', (value) => (i) => this.state(i) === 'failed' && failureAt(i)[0] === value);
    is('label', (value) => (i) => this.state(i) === 'done' && this.nsfw(i) === { nsfw: true, safe: false, unknown: null }[value]);
    is('change', (value) => (i) => this.change(i) === value);
    is('included', (value) => (i) => (this.state(i) === 'done' && !this.out[i]) === (value === '1'));
    is('score', (value) => { const wanted = new Set(value.split(',').map((each) => (each === 'none' ? null : Number(each)))); return (i) => this.state(i) === 'done' && wanted.has(this.score(i)); });
    is('generator', (value) => (i) => this.state(i) === 'done' && this.generator(i) === (value === 'none' ? '' : value));
    is('model', (value) => (i) => this.state(i) === 'done' && this.model(i) === (value === 'none' ? '' : value));
    is('keyword', (value) => { const w = kWords.indexOf(value.toLowerCase()); return (i) => w >= 0 && wordsAt(i, w); });
    is('text', (value) => { const text = value.toLowerCase(); return (i) => pathAt(i, this.session).toLowerCase().includes(text); });
    return tests.length === 0 ? null : (i) => tests.every((test) => test(i));
  }

  /** Places of the matching files; null: all of them. */
  list(query) {
    const matches = this.matcher(query);
    if (matches === null) return null;
    const { cursor, offset, limit, count, format, ...filters } = query;
    const key = JSON.stringify(filters);
    const kept = this.lists.get(key);
    if (kept?.stamp === this.stamp()) return kept.list;
    const list = [];
    for (let i = 0; i < this.session.total; ++i) if (matches(i)) list.push(i);
    if (this.lists.size > 20) this.lists.clear();
    this.lists.set(key, { stamp: this.stamp(), list });
    return list;
  }

  page(query) {
    const list = this.list(query);
    const total = list?.length ?? this.session.total;
    const from = Number(query.offset ?? query.cursor ?? 0);
    const limit = Math.min(1000, Number(query.limit ?? 100));
    const files = [];
    for (let at = from; at < Math.min(total, from + limit); ++at) files.push(this.row(list === null ? at : list[at]));
    return { files, next_cursor: from + limit < total ? String(from + limit) : null, total: query.count === '1' || list === null ? total : null };
  }

  edit({ ids, filter, except = [], set }) {
    const left = new Set(except);
    const list = ids ? ids.map((id) => id - 1) : this.list(filter) ?? Array.from({ length: this.session.total }, (_, i) => i);
    let matched = 0;
    for (const i of list) {
      if (left.has(i + 1) || this.state(i) !== 'done' || this.committed(i)) continue;
      matched += 1;
      if (set.included !== undefined) this.out[i] = set.included ? 0 : 1;
      if (set.score !== undefined) this.scores[i] = set.score === null ? kUnset : set.score;
      if (set.nsfw !== undefined) this.labels[i] = set.nsfw === null ? 0 : set.nsfw ? 1 : 2;
    }
    this.edits += 1;
    this.session.changed();
    return { matched, changed: matched };
  }

  facets() {
    if (this.kept?.stamp === this.stamp()) return this.kept.facets;
    // A million files are counted by a tenth of them: near enough for a page that is looked at.
    const by = this.session.total > 200_000 ? 10 : 1;
    const count = {};
    const add = (group, value) => { const of = (count[group] ??= new Map()); of.set(value, (of.get(value) ?? 0) + by); };
    let excluded = 0;
    const words = new Int32Array(kWords.length);
    for (let i = 0; i < this.session.total; i += by) {
      const state = this.state(i);
      add('states', state);
      if (state === 'failed') add('reasons', failureAt(i)[0]);
      if (state !== 'done') continue;
      add('labels', { true: 'nsfw', false: 'safe', null: 'unknown' }[String(this.nsfw(i))]);
      add('changes', this.change(i));
      add('scores', String(this.score(i) ?? 'none'));
      add('generators', this.generator(i));
      add('models', this.model(i));
      excluded += this.out[i] * by;
      for (let w = 0; w < words.length; ++w) if (wordsAt(i, w)) words[w] += by;
    }
    const plain = (group) => Object.fromEntries(count[group] ?? []);
    const values = (entries) => entries.map(([value, files]) => ({ value: value === '' ? null : value, files })).sort((a, b) => b.files - a.files);
    const facets = {
      states: plain('states'), reasons: plain('reasons'), labels: { nsfw: 0, safe: 0, unknown: 0, ...plain('labels') },
      changes: { ...Object.fromEntries(kChanges.map((each) => [each, 0])), ...plain('changes') }, scores: plain('scores'),
      generators: values([...(count.generators ?? [])]), models: values([...(count.models ?? [])]),
      keywords: values(kWords.map((word, w) => [word, words[w]])).filter(({ files }) => files > 0), excluded,
    };
    this.kept = { stamp: this.stamp(), facets };
    return facets;
  }

  thresholdCounts(asked) {
    const threshold = asked ?? this.threshold;
    const out = { threshold, nsfw: 0, safe: 0, unknown: 0, to_nsfw: 0, to_safe: 0 };
    for (let i = 0; i < this.session.total; ++i) {
      if (this.state(i) !== 'done') continue;
      const score = this.nsfwScore(i);
      const label = this.labels[i] === 0 ? (score === null ? null : score >= threshold) : this.labels[i] === 1;
      out[label === null ? 'unknown' : label ? 'nsfw' : 'safe'] += 1;
      if (this.labels[i] !== 0 || score === null || (score >= threshold) === (score >= this.threshold)) continue;
      out[score >= threshold ? 'to_nsfw' : 'to_safe'] += 1;
    }
    return out;
  }

  setThreshold(threshold) {
    this.threshold = threshold;
    this.edits += 1;
    this.session.changed();
    return { session_id: this.session.id, nsfw_threshold: threshold, nsfw_detected: this.thresholdCounts(null).nsfw };
  }
}

const kMayEdit = (session) => !['committing', 'committed'].includes(session.status);

/** Answers what is asked of a session's files; false: not one of these. `send(value, status)` answers JSON. */
export async function answerFiles(req, res, url, session, body, control, send) {
  const [, , , what, , file, thing] = url.pathname.split('/').map(decodeURIComponent);
  const query = Object.fromEntries(url.searchParams);
  const files = filesOf(session);
  const route = `${req.method} ${what}`;
  if (control.listDelayMs && thing !== 'thumb') await new Promise((resolve) => setTimeout(resolve, control.listDelayMs));
  if (route === 'GET files' && thing === 'thumb') return sendThumbnail(res, Number(file) - 1, files, send);
  if (route === 'GET files' && file === 'facets') return send(files.facets());
  if (route === 'GET files' && file !== undefined) {
    const i = Number(file) - 1;
    const row = files.row(i);
    return send({ ...row, record: row.state === 'done' ? recordAt(i, row, files.readScore(i)) : null });
  }
  if (route === 'GET files') return control.listFails ? send({ detail: 'the database is locked by another program' }, 500) : send(files.page(query));
  if (route === 'PATCH files') {
    if (!kMayEdit(session) || control.editFails) return send({ detail: 'files can be changed until a commit begins' }, 409);
    return send(files.edit(await body(req)));
  }
  if (route === 'GET session' && file === 'nsfw') return send(files.thresholdCounts(query.threshold === undefined ? null : Number(query.threshold)));
  if (route === 'PATCH session') return send(files.setThreshold((await body(req)).nsfw_threshold));
  if (route === 'GET report' && query.format) {
    res.writeHead(200, { 'content-type': query.format === 'csv' ? 'text/csv' : 'application/json', 'content-disposition': `attachment; filename="sluice-${session.id.slice(0, 8)}.${query.format}"` });
    const rows = files.page({ ...query, limit: 1000 }).files;
    res.end(query.format === 'csv' ? `path,size\r\n${rows.map((row) => `"${row.path}",${row.size}\r\n`).join('')}` : JSON.stringify(rows));
    return true;
  }
  return false;
}

function sendThumbnail(res, i, files, send) {
  if (files.state(i) !== 'done' || i % 61 === 12) return send({ detail: 'the picture ends before its last row; no thumbnail could be made' }, 404);
  const { width, height } = files.row(i);
  res.writeHead(200, { 'content-type': 'image/svg+xml', 'cache-control': 'private, max-age=31536000, immutable' });
  res.end(picture(i, width, height));
  return true;
}

/** A landscape that never was. */
function picture(seed, width, height) {
  let state = (seed * 2654435761) >>> 0;
  const random = () => { state = (state * 1664525 + 1013904223) >>> 0; return state / 4294967296; };
  const w = 256, h = Math.round((256 * height) / width);
  const hue = Math.floor(random() * 360);
  const hill = (base, rough) => {
    let points = `0,${h}`;
    for (let x = 0; x <= 8; ++x) points += ` ${(x * w) / 8},${Math.round(h * (base + (random() - 0.5) * rough))}`;
    return `${points} ${w},${h}`;
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}"><defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="hsl(${hue} 45% ${30 + random() * 35}%)"/><stop offset="1" stop-color="hsl(${(hue + 50) % 360} 70% 82%)"/></linearGradient></defs><rect width="${w}" height="${h}" fill="url(#s)"/><circle cx="${w * random()}" cy="${h * (0.15 + random() * 0.3)}" r="${14 + random() * 22}" fill="hsl(${(hue + 60) % 360} 90% 90%)"/>${[0.5, 0.64, 0.8].map((base, n) => `<polygon points="${hill(base, 0.22)}" fill="hsl(${(hue + 160 + n * 14) % 360} ${28 + n * 8}% ${52 - n * 15}%)"/>`).join('')}</svg>`;
}
