import { svg, html, type TemplateResult } from 'lit';

const icon = (body: TemplateResult, name: string) =>
  html`<svg class="icon icon-${name}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">${body}</svg>`;

export const icons = {
  chevron: icon(svg`<path d="M6 4l4 4-4 4" />`, 'chevron'),
  check: icon(svg`<path d="M3.5 8.5l3 3 6-7" />`, 'check'),
  dash: icon(svg`<path d="M4 8h8" />`, 'dash'),
  cross: icon(svg`<path d="M4.5 4.5l7 7m0-7l-7 7" />`, 'cross'),
  folder: icon(svg`<path d="M1.75 12.25v-8.5a1 1 0 0 1 1-1h3.1l1.6 2h5.8a1 1 0 0 1 1 1v6.5a1 1 0 0 1-1 1H2.75a1 1 0 0 1-1-1z" />`, 'folder'),
  skip: icon(svg`<path d="M3.5 4l4.5 4-4.5 4zM12 4v8" />`, 'skip'),
  wait: icon(svg`<circle cx="8" cy="8" r="5.5" /><path d="M8 5v3.2l2 1.3" />`, 'wait'),
  warn: icon(svg`<path d="M8 2.2l6.2 11H1.8zM8 6.6v3M8 11.4v.2" />`, 'warn'),
  out: icon(svg`<path d="M6 3.5H3.5v9h9V10M9 3h4v4M13 3L7.5 8.5" />`, 'out'),
  clock: icon(svg`<path d="M2.6 6.2A5.6 5.6 0 1 1 2.4 9M2.2 3.4l.4 2.9 2.9-.4M8 5.2V8l2 1.4" />`, 'clock'),
  search: icon(svg`<circle cx="7" cy="7" r="4.2" /><path d="M10.2 10.2l3.3 3.3" />`, 'search'),
  pause: icon(svg`<path d="M5.5 3.5v9M10.5 3.5v9" />`, 'pause'),
  play: icon(svg`<path d="M5 3.2l7.5 4.8L5 12.8z" />`, 'play'),
  copy: icon(svg`<path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" />`, 'copy'),
  down: icon(svg`<path d="M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13.5h10" />`, 'down'),
  again: icon(svg`<path d="M13 5.5A5.5 5.5 0 1 0 13.4 9M13.4 2.6v3.2h-3.2" />`, 'again'),
  undo: icon(svg`<path d="M3 6.5h7a3.5 3.5 0 0 1 0 7H6M5.6 3.6L2.8 6.5l2.8 2.9" />`, 'undo'),
  waves: html`<svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false"><rect width="32" height="32" rx="8" /><path d="M7 11c3 0 3-2 6-2s3 2 6 2 3-2 6-2M7 17c3 0 3-2 6-2s3 2 6 2 3-2 6-2M7 23c3 0 3-2 6-2s3 2 6 2 3-2 6-2" /></svg>`,
};
