// The text that A1111, Forge and most savers put into pictures: prompt, "Negative prompt: …", one line of settings.

const quoted = (value) => (/[,:"]/.test(String(value)) ? JSON.stringify(String(value)) : String(value));

/**
 * Composes it from {prompt, negative, steps, sampler, schedule, cfg, seed, size, model, modelHash, extra: {key: value}}. Values that hold
 * commas or colons are JSON-quoted, objects are written as JSON.
 */
export function infotext({prompt, negative, steps = 20, sampler = 'DPM++ 2M', schedule = 'Karras', cfg = 7, seed, size, model, modelHash, extra = {}, version = 'v1.10.1'}) {
  const settings = {
    'Steps': steps, 'Sampler': sampler, 'Schedule type': schedule, 'CFG scale': cfg, 'Seed': seed, 'Size': size, 'Model hash': modelHash,
    'Model': model, ...extra, 'Version': version,
  };
  const line = Object.entries(settings).filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : quoted(value)}`).join(', ');
  return [prompt, ...(negative ? [`Negative prompt: ${negative}`] : []), line].join('\n');
}
