import { html, nothing } from 'lit';
import { howMany, isEmpty, kMostChosen } from '../../state/choice';
import type { FilesState, Toast } from '../../state/files';
import type { AppState } from '../../state/model';
import { mayEdit } from '../../state/selectors-files';
import { text } from '../../text';
import { icons } from '../parts/icons';
import { View } from '../parts/view';

const words = text.preview;
export const kScoreButtons = [-1, 0, 1, 2, 3, 4, 5] as const;

/** At the window's lower edge: what may be done with the files that are chosen, and what was just done. */
export class FileDockView extends View {
  protected reads(state: AppState) {
    const { files, session } = state;
    return [files.choice, files.total, files.toast, session?.snapshot?.status, session?.busy];
  }

  protected override render() {
    const { files, session } = this.state;
    return html`<div class="file-dock">
      <div role="status" class="dock-status">${files.toast === null ? nothing : this.toast(files.toast)}</div>
      ${isEmpty(files.choice) ? nothing : this.bulk(files, mayEdit(session))}
    </div>`;
  }

  private toast({ kind, set, edited, message, undo }: Toast) {
    const { edit } = this.actions.files;
    return html`<div class="file-toast" data-kind=${kind}>${kind === 'done' ? icons.check : icons.warn}
      <span>${kind === 'refused' ? words.refused(message) : edited === null ? '' : words.edited(set, edited)}</span>
      ${undo.length > 0 ? html`<button class="link-button" type="button" @click=${() => edit.undo()}>${words.undo}</button>` : nothing}
      <button class="icon-button" type="button" aria-label=${text.notices.dismiss} @click=${() => edit.dismiss()}>${icons.cross}</button></div>`;
  }

  private bulk(files: FilesState, open: boolean) {
    const { edit } = this.actions.files;
    const { choice } = files;
    const total = files.total ?? 0;
    const n = howMany(choice, total);
    const idle = choice.reading === null;
    const off = !open || !idle;
    return html`<div class="bulk" role="toolbar" aria-label=${words.selected(n)}>
      <div class="bulk-what"><b role="status">${idle ? words.selected(n) : words.selecting(n)}</b>
        ${n < total && idle ? html`<button class="link-button" type="button" @click=${() => edit.all()}>${words.selectAll(total)}</button>` : nothing}
        ${!choice.all && n === kMostChosen ? html`<span class="help">${words.rangeCut(kMostChosen)}</span>` : nothing}</div>
      ${open ? html`<div class="bulk-do">
        <div class="joined" role="group" aria-label=${words.groups.included}>
          <button class="button small" type="button" ?disabled=${off} @click=${() => edit.edit({ included: true })}>${words.include}</button>
          <button class="button small" type="button" ?disabled=${off} @click=${() => edit.edit({ included: false })}>${words.exclude}</button></div>
        <div class="joined scores" role="group" aria-label=${words.groups.score}>${kScoreButtons.map((score) => html`
          <button class="button small" type="button" aria-label=${words.scoreButton(score)} title=${words.scoreButton(score)} ?disabled=${off} @click=${() => edit.edit({ score })}>${words.score(String(score))}</button>`)}
          <button class="button small" type="button" aria-label=${words.scoreBack} title=${words.scoreBack} ?disabled=${off} @click=${() => edit.edit({ score: null })}>${icons.cross}</button></div>
        <div class="joined" role="group" aria-label=${words.groups.label}>
          <button class="button small" type="button" ?disabled=${off} @click=${() => edit.edit({ nsfw: true })}>${words.labels.nsfw}</button>
          <button class="button small" type="button" ?disabled=${off} @click=${() => edit.edit({ nsfw: false })}>${words.labels.safe}</button>
          <button class="button small" type="button" ?disabled=${off} @click=${() => edit.edit({ nsfw: null })}>${words.labelBack}</button></div>
      </div>` : nothing}
      <button class="icon-button" type="button" aria-label=${words.unselect} title=${words.unselect} @click=${() => edit.none()}>${icons.cross}</button>
    </div>`;
  }
}

customElements.define('sluice-file-dock', FileDockView);
