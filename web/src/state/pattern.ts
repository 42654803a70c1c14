// Patterns: alternatives separated by |. Pure.

const alternatives = (pattern: string): string[] =>
  pattern.split('|').map((part) => part.trim()).filter((part) => part !== '');

const isFor = (alternative: string, extension: string): boolean =>
  alternative.toLowerCase() === `*.${extension.toLowerCase()}`;

export const patternHas = (pattern: string, extension: string): boolean =>
  alternatives(pattern).some((part) => isFor(part, extension));

export function patternToggle(pattern: string, extension: string): string {
  const parts = alternatives(pattern);
  const kept = parts.filter((part) => !isFor(part, extension));
  return (kept.length < parts.length ? kept : [...parts, `*.${extension}`]).join('|');
}

/** "*.png|*.jpg" → ["png", "jpg"]; an alternative of another form as it is. */
export const patternParts = (pattern: string): string[] =>
  alternatives(pattern).map((part) => /^\*\.[a-z0-9]+$/i.test(part) ? part.slice(2).toLowerCase() : part);
