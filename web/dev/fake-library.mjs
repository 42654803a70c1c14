// Folders and files that do not exist.

const tree = {
  '/srv/photos': {
    files: { jpg: 14 }, ingested: 14,
    2022: { files: { jpg: 812, heic: 96 }, ingested: 908, Lisbon: { files: { jpg: 402, mp4: 11 }, ingested: 413 } },
    2023: { files: { jpg: 1204 }, ingested: 1204 },
    2024: {
      files: { jpg: 1630, heic: 211, mov: 38 }, ingested: 1211,
      'Summer at the lake': { files: { jpg: 388 }, ingested: 0 },
      'A folder with a very long name that somebody once thought was a good idea, and that never ends': { files: { jpg: 12 }, ingested: 0 },
      'Ünïcödé 写真': { files: { jpg: 44, avif: 3 }, ingested: 20 },
      '<b>not markup<b>': { files: { png: 3 }, ingested: 0 },
    },
    2025: { files: {}, ingested: 0 },
    Scans: { files: { png: 240 }, ingested: 0 },
  },
  '/srv/generated': {
    files: { png: 0 }, ingested: 0,
    comfyui: { files: { png: 18240, webp: 311 }, ingested: 12100 },
    'sd-webui': { files: { png: 9120 }, ingested: 0, outputs: { files: { png: 4044, txt: 12 }, ingested: 0 } },
    video: { files: { mp4: 122, webm: 17, mkv: 2 }, ingested: 0 },
  },
};

const own = new Set(['files', 'ingested']);
const sum = (files) => Object.values(files).reduce((a, b) => a + b, 0);
const names = (node) => Object.keys(node).filter((key) => !own.has(key));

function find(path) {
  const root = Object.keys(tree).find((each) => path === each || path.startsWith(`${each}/`));
  if (!root) return null;
  return path.slice(root.length).split('/').filter(Boolean).reduce((node, name) => (own.has(name) ? null : node?.[name]) ?? null, tree[root]);
}

const entry = (name, path, node) => ({ name, path, has_children: names(node).length > 0, total_files: sum(node.files), ingested_files: node.ingested });

export function directory(path) {
  if (path === null) {
    return { path: null, parent: null, directories: Object.entries(tree).map(([root, node]) => entry(root, root, node)), file_summary: null };
  }
  const node = find(path);
  if (node === null) return null;
  const parent = path in tree ? null : path.slice(0, path.lastIndexOf('/'));
  return {
    path, parent, directories: names(node).map((name) => entry(name, `${path}/${name}`, node[name])),
    file_summary: { total_files: sum(node.files), by_extension: node.files, ingested_files: node.ingested },
  };
}

export function extensionsOf(paths) {
  const out = new Set();
  const visit = (node) => { for (const key in node.files) if (node.files[key]) out.add(key); names(node).forEach((name) => visit(node[name])); };
  for (const path of paths) { const node = find(path); if (node) visit(node); }
  return [...out].sort();
}

const reasons = [
  ['corrupt', 'The IDAT chunk ends in the middle of a row.'], ['decoder_crashed', 'The decoder died on this file; the others were not affected.'],
  ['unreadable', 'Permission denied.'], ['timeout', 'Took longer than 30 s.'],
];

export const pathAt = (index, session) =>
  `${session.folder}/${index % 23 === 7 ? 'a much longer file name, as some programs write them, with prompt words in it, ' : ''}${index % 17 === 3 ? 'clip' : 'image'}_${String(index).padStart(5, '0')}.${index % 17 === 3 ? 'mp4' : 'png'}`;

export const failureAt = (index) => reasons[Math.floor(index / 7) % reasons.length];

export function fileAt(index, state, session) {
  const video = index % 17 === 3;
  const done = state === 'done';
  const [reason, message] = failureAt(index);
  return {
    id: index + 1, path: pathAt(index, session), size: 180_000 + ((index * 7919) % 4_000_000) * (video ? 12 : 1), state, skipped_existing: false,
    error: state === 'failed' ? { stage: 'decode', reason, message } : null, at: new Date(session.start + index * 8).toISOString(),
    included: done, committed: session.status === 'committed' && done, file_type: video ? 'video' : 'image', format: video ? 'mp4' : 'png',
    width: video ? 1920 : 1024 + (index % 3) * 256, height: video ? 1080 : 1536, duration: video ? 12 + (index % 90) : null,
    keyword_count: done ? index % 31 : null, score: index % 5 === 0 ? (index % 6) : null,
    nsfw_score: session.parameters.enable_nsfw_detection && !video ? ((index * 37) % 100) / 100 : null,
    generator: video ? '' : ['a1111', 'comfyui', ''][index % 3], model_name: index % 3 === 2 || video ? '' : 'dreamshaperXL_v21TurboDPMSDE', warning_count: index % 41 === 5 ? 2 : 0,
  };
}
