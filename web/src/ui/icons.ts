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
  ring: icon(svg`<circle cx="8" cy="8" r="5.4" />`, 'ring'),
  half: icon(svg`<circle cx="8" cy="8" r="5.4" /><path d="M8 2.6a5.4 5.4 0 0 1 0 10.8z" fill="currentcolor" stroke="none" />`, 'half'),
  full: icon(svg`<circle cx="8" cy="8" r="5.8" fill="currentcolor" /><path class="icon-cut" d="M5.4 8.2l1.9 1.9 3.4-3.8" />`, 'full'),
  sun: icon(svg`<circle cx="8" cy="8" r="2.9" /><path d="M8 1.4v1.4M8 13.2v1.4M1.4 8h1.4M13.2 8h1.4M3.3 3.3l1 1M11.7 11.7l1 1M12.7 3.3l-1 1M4.3 11.7l-1 1" />`, 'sun'),
  moon: icon(svg`<path d="M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z" />`, 'moon'),
  screen: icon(svg`<rect x="1.9" y="2.9" width="12.2" height="8.4" rx="1.2" /><path d="M5.6 13.6h4.8" />`, 'screen'),
  help: icon(svg`<circle cx="8" cy="8" r="6.1" /><path d="M6.3 6.2a1.75 1.75 0 1 1 2.5 1.6c-.6.3-.8.7-.8 1.3M8 11.2v.1" />`, 'help'),
  bookmark: icon(svg`<path d="M4.2 2.4h7.6v11.2L8 10.9l-3.8 2.7z" />`, 'bookmark'),
  again: icon(svg`<path d="M3 7.2A5.1 5.1 0 1 1 4.4 11.6M2.6 3.6l.4 3.6 3.5-.5" />`, 'again'),
  pause: icon(svg`<path d="M5.5 3.5v9M10.5 3.5v9" />`, 'pause'),
  play: icon(svg`<path d="M5 3.2l7.5 4.8L5 12.8z" />`, 'play'),
  copy: icon(svg`<path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" />`, 'copy'),
  down: icon(svg`<path d="M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13.5h10" />`, 'down'),
  undo: icon(svg`<path d="M3 6.5h7a3.5 3.5 0 0 1 0 7H6M5.6 3.6L2.8 6.5l2.8 2.9" />`, 'undo'),
  waves: html`<svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false"><rect width="32" height="32" rx="8" /><path d="M7 11c3 0 3-2 6-2s3 2 6 2 3-2 6-2M7 17c3 0 3-2 6-2s3 2 6 2 3-2 6-2M7 23c3 0 3-2 6-2s3 2 6 2 3-2 6-2" /></svg>`,
};
