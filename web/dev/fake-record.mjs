// What was read from a file that does not exist, in full.

export const kWords = ['portrait', 'landscape', 'soft light', 'lake', 'mountains', 'fog', 'pastel colours', 'flat illustration', 'film grain', 'golden hour', 'forest',
  'city at night', 'rain', 'watercolour', 'macro', 'bokeh', 'snow', 'river', 'old town', 'harbour', 'lighthouse', 'meadow', 'cat', 'dog', 'bicycle', 'train', 'window',
  'kitchen', '<b>bold</b>', 'a & b', '50% off', 'ünïcödé', '写真', 'castle', 'storm', 'desert', 'canyon', 'aurora', 'stars', 'moon'];

/** Whether file `i` has the keyword `w`. */
export const wordsAt = (i, w) => (i * 7 + w * 13) % (w + 3) === 0;

const hex = (i, length) => Array.from({ length }, (_, n) => ((i * 2654435761 + n * 40503 * (i + 3)) >>> 7) % 16).map((digit) => digit.toString(16)).join('');

export function recordAt(i, row, score) {
  const video = row.file_type === 'video';
  const generated = row.generator !== '' && !video;
  const words = kWords.filter((_, w) => wordsAt(i, w));
  const prompt = generated ? `${words.join(', ')}, (highly detailed:1.2), <lora:addDetail:0.6>, <img src=x onerror=alert(1)>, masterpiece, 8k${i % 5 === 0 ? `, ${'a very long prompt goes on and on, '.repeat(90)}` : ''}` : null;
  const negative = generated ? 'lowres, (bad anatomy:1.4), watermark, </textarea><script>alert(2)</script>' : null;
  const parameters = generated ? `${prompt}\nNegative prompt: ${negative}\nSteps: 28, Sampler: DPM++ 2M, CFG scale: 7, Seed: ${1234567890123 + i}, Size: ${row.width}x${row.height}, Model: ${row.model_name}` : null;
  const provenance = generated ? { prompt: 'png:parameters / a1111@1', negative_prompt: 'png:parameters / a1111@1', seed: 'png:parameters / a1111@1', width: 'png', height: 'png', created_at: 'mtime', score: 'sidecar' } : { width: 'exif', camera_make: 'exif:Make', taken_at: 'exif:DateTimeOriginal' };
  return {
    path: row.path, file_type: row.file_type, format: row.format, file_size: row.size,
    metadata: {
      width: row.width, height: row.height, duration: row.duration, frame_rate: video ? 29.97 : null, color_mode: video ? null : 'RGB', has_alpha: video ? null : false,
      bit_depth: video ? null : 8, orientation: 1, frame_count: video ? null : 1, video_codec: video ? 'h264' : null, audio_codec: video ? 'aac' : null, png_text: parameters,
      workflow_data: row.generator === 'comfyui' ? JSON.stringify({ nodes: Array.from({ length: 40 }, (_, n) => ({ id: n, type: 'KSampler', widgets: [n, 'fixed', 28, '<i>text</i>'] })), version: 0.4 }) : null,
      generator: generated ? row.generator : null, prompt, negative_prompt: negative, model_name: row.model_name || null, model_hash: generated ? hex(i, 10) : null,
      sampler: generated ? 'DPM++ 2M' : null, steps: generated ? 28 : null, cfg_scale: generated ? 7 : null, seed: generated ? String(1234567890123 + i) : null,
      size: generated ? `${row.width}x${row.height}` : null, schedule_type: generated ? 'Karras' : null, denoising_strength: null, hires_config: null, dynthres_config: null,
      version: generated ? 'v1.10.1' : null, lora_hashes: null,
      positive_prompt_keywords: generated ? words.map((text, n) => ({ text, weight: n % 4 === 1 ? 1.3 : 1 })) : [],
      negative_prompt_keywords: generated ? [{ text: 'bad anatomy', weight: 1.4 }, { text: 'watermark', weight: 1 }] : [],
      camera_make: generated || video ? null : 'FUJIFILM', camera_model: generated || video ? null : 'X-T4', lens: generated || video ? null : 'XF35mmF1.4 R',
      taken_at: generated || video ? null : '2024-07-14T18:21:09', gps_lat: i % 9 === 2 && !generated ? 46.458123 : null, gps_lon: i % 9 === 2 && !generated ? 6.845210 : null,
    },
    keywords: words.map((text, n) => ({ text, weight: n % 4 === 1 ? 1.3 : n % 4 === 3 ? 0.9091 : 1, type: generated ? 'prompt' : 'extracted' })).concat([{ text: row.width > row.height ? 'landscape' : 'portrait', weight: 1, type: 'auto' }]),
    loras: generated ? [{ name: 'addDetail', weight: 0.6, hash: hex(i + 1, 12) }] : [], score, score_source: score === null ? null : 'sidecar', favourite: score === 5,
    nsfw: row.nsfw_score === null ? null : { score: row.nsfw_score, label: row.nsfw_score > 0.5 ? 'Sexy' : 'Neutral', classes: { Drawing: 0.12, Hentai: 0.02, Neutral: 1 - row.nsfw_score, Porn: 0.01, Sexy: row.nsfw_score }, model: 'nsfwjs-mobilenet_v2@518d3fb6710e81c9' },
    created_at: new Date(1_700_000_000_000 + i * 60_000).toISOString(), created_at_source: generated ? 'mtime' : 'exif', content_hash: hex(i, 32), phash: hex(i + 9, 16), media_file_id: null,
    raw: generated ? { png: { parameters, Software: '<b>A1111</b>' } } : { exif: { Make: 'FUJIFILM', Model: 'X-T4', UserComment: 'A & B <script>' }, xmp: { packet: `<x:xmpmeta>${'<rdf:li>keyword</rdf:li>\n'.repeat(400)}</x:xmpmeta>` } },
    provenance, unparsed: i % 7 === 0 ? ['png:Foo'] : [],
    warnings: row.warning_count > 0 ? ['XMP: the packet is not closed; what stood before it was read.', 'EXIF: the thumbnail points outside the file.'] : [],
  };
}
