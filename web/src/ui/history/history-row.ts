import { html, nothing, type TemplateResult } from 'lit';
import type { Actions } from '../../actions/app';
import type { SessionRow } from '../../api/types';
import { sentence } from '../../state/form';
import * as format from '../../state/format';
import type { AppState } from '../../state/model';
import { committedOf, secondsOf } from '../../state/sessions';
import { text } from '../../text';
import { icons } from '../parts/icons';

const words = text.history;
const kFoldersShown = 2;

/** One session: when, what came of it, what was asked of it, and what can be done with it. */
export function historyRow(row: SessionRow, state: AppState, actions: Actions): TemplateResult {
  const id = row.session_id;
  const at = format.timeOf(row.start_time);
  const seconds = secondsOf(row);
  const current = state.session?.id === id;
  return html`<li class="history-row" data-session=${id}>
    <p class="history-line"><span class="pill" data-kind=${kindOf(row.status)}>${text.status[row.status]}</span>
      <span class="history-time">${at === null ? words.unknownTime : format.day(at)}${seconds === null ? '' : ` · ${words.took(seconds)}`}</span>
      ${current ? html`<span class="pill" data-kind="busy">${words.current}</span>` : nothing}</p>
    <div class="history-folders">${row.directories.slice(0, kFoldersShown).map((path) => html`<span class="path-text" title=${path}>${path}</span>`)}
      ${row.directories.length > kFoldersShown ? html`<span class="help">${words.moreFolders(row.directories.length - kFoldersShown)}</span>` : nothing}</div>
    <p class="history-counts">${counts(row)}</p>
    ${row.error ? html`<p class="field-error">${sentence(row.error)}</p>` : nothing}
    ${row.parameters === undefined ? nothing : settings(row, state.config?.default_pattern ?? '')}
    ${state.history.confirming === id ? confirmation(id, actions) : commands(row, state.history.deleting === id, actions)}
  </li>`;
}

function counts(row: SessionRow) {
  const committed = committedOf(row);
  return html`<span>${words.read(row.processed_files, row.total_files)}</span>
    ${row.errors > 0 ? html`<span class="history-failed">${words.failedFiles(row.errors)}</span>` : nothing}
    ${row.skipped_existing ? html`<span>${words.skipped(row.skipped_existing)}</span>` : nothing}
    ${committed === null ? nothing : html`<span class="history-committed">${words.committed(committed)}</span>`}`;
}

function settings(row: SessionRow, defaultPattern: string) {
  const { parameters } = row;
  return html`<details class="history-settings"><summary>${icons.chevron}<span>${words.summary(parameters!, defaultPattern)}</span></summary>
    <dl class="facts" aria-label=${words.allSettings}>${Object.entries(parameters!).filter(([name]) => name in words.parameters).map(([name, value]) =>
      html`<div><dt>${words.parameters[name]}</dt><dd>${valueOf(name, value)}</dd></div>`)}
      <div><dt>${words.id}</dt><dd><span class="path-text">${row.session_id}</span></dd></div></dl></details>`;
}

function valueOf(name: string, value: unknown) {
  if (Array.isArray(value)) return value.map((each) => html`<span class="path-text">${each}</span>`);
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (name === 'max_files') return typeof value === 'number' ? format.files(value) : words.allFiles;
  return name === 'pattern' ? html`<code>${value}</code>` : String(value);
}

function confirmation(id: string, actions: Actions) {
  return html`<div class="history-commands" role="group" aria-label=${words.confirm}><p>${words.confirm}</p>
    <button class="button small danger" type="button" @click=${() => void actions.history.forget(id)}>${words.confirmYes}</button>
    <button class="button small" type="button" @click=${() => actions.history.confirm(null)}>${words.confirmNo}</button></div>`;
}

function commands(row: SessionRow, deleting: boolean, actions: Actions) {
  const id = row.session_id;
  return html`<div class="history-commands">
    <button class="button small" type="button" @click=${() => actions.openSession(id)}>${words.open}</button>
    <button class="button small" type="button" @click=${() => actions.history.use(row)}>${icons.again}<span>${words.use}</span></button>
    <button class="button small quiet" type="button" ?disabled=${deleting} @click=${() => actions.history.confirm(id)}>${deleting ? words.deleting : words.delete}</button></div>`;
}

function kindOf(status: SessionRow['status']): string {
  switch (status) {
    case 'error': case 'commit_error': return 'bad';
    case 'committed': return 'good';
    case 'starting': case 'processing': case 'committing': return 'busy';
    case 'paused': case 'completed': return 'warn';
    default: return '';
  }
}
