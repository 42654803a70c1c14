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
  grid: icon(svg`<path d="M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z" />`, 'grid'),
  rows: icon(svg`<path d="M2.5 4h11M2.5 8h11M2.5 12h11" />`, 'rows'),
  filter: icon(svg`<path d="M2.5 3.5h11L9.5 8.6v4.2l-3-1.6V8.6z" />`, 'filter'),
  eye: icon(svg`<path d="M1.6 8S4 3.6 8 3.6 14.4 8 14.4 8 12 12.4 8 12.4 1.6 8 1.6 8z" /><circle cx="8" cy="8" r="1.9" />`, 'eye'),
  keyboard: icon(svg`<path d="M1.75 4.25h12.5v7.5H1.75zM4 7h.1M6.6 7h.1M9.3 7h.1M11.9 7h.1M5 9.5h6" />`, 'keyboard'),
  picture: icon(svg`<path d="M2 3h12v10H2zM2 11l3.6-3.6 3 3 2-2L14 11.6" /><circle cx="10.6" cy="5.9" r=".9" />`, 'picture'),
  play: icon(svg`<path d="M5.5 3.8v8.4L12 8z" />`, 'play'),
  copy: icon(svg`<path d="M5.5 5.5h7.75v7.75H5.5zM10.5 5.5V2.75H2.75v7.75H5.5" />`, 'copy'),
  down: icon(svg`<path d="M8 2.5v7.6M4.6 7.2L8 10.6l3.4-3.4M2.75 13.25h10.5" />`, 'down'),
  left: icon(svg`<path d="M10 4L6 8l4 4" />`, 'left'),
  right: icon(svg`<path d="M6 4l4 4-4 4" />`, 'right'),
  gauge: icon(svg`<path d="M2.5 11.5a5.6 5.6 0 1 1 11 0M8 10.4l2.6-3.6" />`, 'gauge'),
  plus: icon(svg`<path d="M8 3.5v9M3.5 8h9" />`, 'plus'),
  waves: html`<svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false"><rect width="32" height="32" rx="8" /><path d="M7 11c3 0 3-2 6-2s3 2 6 2 3-2 6-2M7 17c3 0 3-2 6-2s3 2 6 2 3-2 6-2M7 23c3 0 3-2 6-2s3 2 6 2 3-2 6-2" /></svg>`,
};
