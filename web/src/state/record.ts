// What was read from a file, taken apart for showing. A record comes as JSON from the server's staging; whatever is not of the form
// it should have is left out, never trusted. Pure.

export interface Weighted {
  text: string;
  weight: number;
  type?: string;
}

export interface Lora extends Weighted {
  hash: string;
}

export interface Field {
  name: string;   // of the record; what it is called is for the page to say
  value: string;
}

export interface ReadRecord {
  prompt: string;
  negative: string;
  keywords: readonly Weighted[];
  negativeKeywords: readonly Weighted[];
  loras: readonly Lora[];
  generation: readonly Field[];
  picture: readonly Field[];
  camera: readonly Field[];
  file: readonly Field[];
  hashes: readonly Field[];
  score: number | null;
  scoreSource: string | null;
  nsfw: { classes: readonly Weighted[]; model: string } | null;
  raw: readonly { container: string; texts: readonly Field[] }[];
  provenance: readonly Field[];
  unparsed: readonly string[];
  warnings: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const asObject = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {});
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
const asNumber = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

const fields = (from: Json, names: readonly string[]): Field[] =>
  names.map((name) => ({ name, value: shown(from[name]) })).filter(({ value }) => value !== '');

const weighted = (value: unknown): Weighted[] =>
  asList(value).map(asObject).map((each) => ({ text: asText(each['text']), weight: asNumber(each['weight']) ?? 1, type: asText(each['type']) }))
    .filter(({ text }) => text !== '');

const entries = (value: unknown): Field[] =>
  Object.entries(asObject(value)).map(([name, each]) => ({ name, value: typeof each === 'object' ? JSON.stringify(each) : shown(each) }));

const kGeneration = [
  'generator', 'model_name', 'model_hash', 'sampler', 'schedule_type', 'steps', 'cfg_scale', 'seed', 'size', 'denoising_strength', 'hires_config',
  'dynthres_config', 'version', 'lora_hashes',
];
const kPicture = ['frame_rate', 'video_codec', 'audio_codec', 'color_mode', 'has_alpha', 'bit_depth', 'orientation', 'frame_count'];
const kCamera = ['camera_make', 'camera_model', 'lens', 'taken_at'];

export function readRecord(record: Json): ReadRecord {
  const metadata = asObject(record['metadata'] ?? record['technical']);
  const nsfw = record['nsfw'] === null || record['nsfw'] === undefined ? null : asObject(record['nsfw']);
  const latitude = asNumber(metadata['gps_lat']);
  const longitude = asNumber(metadata['gps_lon']);
  const own = asList(record['raw']).length === 0 ? asObject(record['raw']) : {};
  return {
    prompt: asText(metadata['prompt']),
    negative: asText(metadata['negative_prompt']),
    keywords: weighted(record['keywords']),
    negativeKeywords: weighted(metadata['negative_prompt_keywords']),
    loras: asList(record['loras']).map(asObject).map((each) => ({ text: asText(each['name']), weight: asNumber(each['weight']) ?? 1, hash: asText(each['hash']) })),
    generation: fields(metadata, kGeneration),
    picture: fields(metadata, kPicture),
    camera: [
      ...fields(metadata, kCamera),
      ...(latitude === null || longitude === null ? [] : [{ name: 'gps', value: `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` }]),
    ],
    file: fields(record, ['created_at', 'created_at_source']),
    hashes: fields(record, ['content_hash', 'phash', 'media_file_id']),
    score: asNumber(record['score']),
    scoreSource: asText(record['score_source']) || null,
    nsfw: nsfw === null ? null : {
      model: asText(nsfw['model']),
      classes: Object.entries(asObject(nsfw['classes'])).map(([text, weight]) => ({ text, weight: asNumber(weight) ?? 0 })).sort((a, b) => b.weight - a.weight),
    },
    raw: Object.entries(own).map(([container, texts]) => ({ container, texts: entries(texts) })),
    provenance: entries(record['provenance']),
    unparsed: asList(record['unparsed']).filter((each): each is string => typeof each === 'string'),
    warnings: asList(record['warnings']).filter((each): each is string => typeof each === 'string'),
  };
}

const kMostPretty = 500_000;

/** JSON with its lines set; any other text as it is. */
export function pretty(text: string): string {
  if (text.length > kMostPretty || !/^\s*[{[]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
