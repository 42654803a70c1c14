import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { FileDetail } from '../../api/types';
import { isEditable } from '../../state/edits';
import { isBlurred, shownDetail, type Detail } from '../../state/files';
import * as format from '../../state/format';
import type { AppState } from '../../state/model';
import { readRecord, type ReadRecord } from '../../state/record';
import { mayEdit } from '../../state/selectors-files';
import { text } from '../../text';
import { icons } from '../parts/icons';
import { styles } from '../parts/styles';
import { View } from '../parts/view';
import { messageOf, reasonOf } from './cell';
import { recordSections } from './detail-record';
import { copyButton } from './detail-parts';
import { kScoreButtons } from './dock';

const words = text.preview.detail;
const shared = text.preview;
const kSheetBelow = 900;   // narrower, the panel covers the page

/** Everything that was read from one file: a panel beside the list, a sheet on a phone. */
export class FileDetailView extends View {
  private shownId: Detail['id'] | null = null;
  private opener: HTMLElement | null = null;
  private parsed: { of: unknown; record: ReadRecord } | null = null;

  protected reads(state: AppState) {
    const { files } = state;
    return [files.detail, files.detail === null ? null : files.pages, files.detail === null ? null : files.edits, files.revealed, files.look.blur, files.total,
      files.threshold.now, files.detail === null ? null : files.broken, state.session?.snapshot?.status, state.session?.busy];
  }

  protected override render() {
    const { detail, total } = this.state.files;
    if (detail === null) return nothing;
    const file = shownDetail(this.state.files);
    return html`<div class="file-detail" id="file-detail" role="dialog" aria-modal=${innerWidth < kSheetBelow} aria-label=${words.title} tabindex="-1" @keydown=${this.onKey}>
      <header class="detail-head">
        <button class="icon-button" type="button" aria-label=${words.previous} title=${words.previous} ?disabled=${detail.offset === 0} @click=${() => this.actions.files.detail.step(-1)}>${icons.left}</button>
        <button class="icon-button" type="button" aria-label=${words.next} title=${words.next} ?disabled=${total !== null && detail.offset >= total - 1} @click=${() => this.actions.files.detail.step(1)}>${icons.right}</button>
        <span class="detail-place">${words.place(detail.offset + 1, total ?? detail.offset + 1)}</span>
        <button class="icon-button" type="button" aria-label=${words.close} title=${words.close} @click=${() => this.actions.files.detail.close()}>${icons.cross}</button>
      </header>
      <div class="detail-body" tabindex="0" role="group" aria-label=${words.title}>
        ${file === null ? html`<p class="help">${detail.error === null ? shared.loading : ''}</p>` : this.file(file, detail)}
        ${detail.error === null ? nothing : html`<p class="field-error" role="alert">${words.failed} ${detail.error}</p>
          <button class="button small" type="button" @click=${() => this.actions.files.detail.again()}>${shared.retry}</button>`}
      </div>
    </div>`;
  }

  // A sheet takes the focus and gives it back; a panel leaves it to the list, whose arrows turn its pages.
  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { detail } = this.state.files;
    if (detail?.id === this.shownId) return;
    if (detail !== null && this.shownId === null) {
      this.opener = document.activeElement as HTMLElement | null;
      if (innerWidth < kSheetBelow) this.querySelector<HTMLElement>('#file-detail')?.focus();
    }
    if (detail === null && this.shownId !== null && (document.activeElement === document.body || this.contains(document.activeElement))) {
      (this.opener?.isConnected ? this.opener : document.getElementById('file-grid'))?.focus({ preventScroll: true });
    }
    this.shownId = detail?.id ?? null;
    this.querySelector('.detail-body')?.scrollTo({ top: 0 });
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).matches('input, select, textarea')) return;
    if (event.key === 'Tab') return this.keepIn(event);
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') this.actions.files.detail.close();
    else if (by !== undefined) this.actions.files.detail.step(by);
    else return;
    event.preventDefault();
  };

  // A sheet covers everything else: Tab stays within.
  private keepIn(event: KeyboardEvent): void {
    if (innerWidth >= kSheetBelow) return;
    const stops = [...this.querySelectorAll<HTMLElement>('button:not(:disabled), a[href], input:not(:disabled), summary, [tabindex="0"]')];
    const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
    if (document.activeElement !== edge && document.activeElement?.id !== 'file-detail') return;
    if (document.activeElement?.id === 'file-detail' && !event.shiftKey) return;
    event.preventDefault();
    (event.shiftKey ? stops[stops.length - 1] : stops[0])?.focus();
  }

  private file(file: FileDetail, detail: Detail) {
    const { folder, name } = format.splitPath(file.path);
    const record = this.recordOf(file);
    return html`
      ${this.picture(file)}
      <div class="detail-name"><h2><bdi>${name}</bdi></h2><p class="detail-folder"><bdi>${folder}</bdi></p>${copyButton(file.path, words.copyPath)}</div>
      ${this.marks(file)}
      ${file.state === 'done' ? this.review(file, record) : nothing}
      ${record !== null ? recordSections(file, record) : detail.file !== null && file.state !== 'failed' ? html`<p class="help">${words.notRead}</p>` : nothing}`;
  }

  private recordOf(file: FileDetail): ReadRecord | null {
    if (file.record === null) return null;
    if (this.parsed?.of !== file.record) this.parsed = { of: file.record, record: readRecord(file.record) };
    return this.parsed.record;
  }

  private picture(file: FileDetail) {
    const { files } = this.state;
    const ratio = file.width && file.height ? `${file.width} / ${file.height}` : '4 / 3';
    const broken = files.broken.get(file.id);
    if (file.state !== 'done' || broken !== undefined) {
      return html`<div class="detail-picture" data-kind="none">${icons.picture}<span>${file.state === 'done' ? `${shared.noPicture}. ${broken ?? ''}` : shared.states[file.state]}</span></div>`;
    }
    const blurred = isBlurred(file, files.look.blur, files.revealed);
    const url = this.actions.files.thumbnailUrl(file, 512);
    const small = this.actions.files.thumbnailUrl(file, 256);  // is there already: the large one may have to be made
    return html`<div class="detail-picture" data-blurred=${blurred}>
      <img src=${url} alt="" width=${file.width ?? 512} height=${file.height ?? 384} ${styles({ 'aspect-ratio': ratio, 'background-image': `url("${small}")` })} @error=${() => this.actions.files.detail.askWhy(file, url)} />
      ${blurred ? html`<button class="button small" type="button" @click=${() => this.actions.files.edit.reveal(file.id)}>${icons.eye}<span>${shared.reveal}</span></button>` : nothing}
    </div>`;
  }

  private marks(file: FileDetail) {
    const change = file.change ?? null;
    return html`
      <p class="detail-marks"><span class="pill" data-kind=${file.state === 'failed' ? 'bad' : file.state === 'done' ? 'good' : 'plain'}>${shared.states[file.state]}</span>
        ${change === null ? nothing : html`<span class="pill" title=${shared.changeHelp[change]}>${shared.changes[change]}</span>`}
        ${file.state === 'done' && !file.included ? html`<span class="pill" data-kind="warn">${shared.leftOut}</span>` : nothing}
        <span class="help">${change === null ? messageOf(file) ?? '' : shared.changeHelp[change]}</span></p>
      ${file.same_as ? html`<p class="detail-twin"><span class="help">${words.twin[change ?? 'identical']}</span> <bdi>${file.same_as}</bdi></p>` : nothing}
      ${file.error ? html`<div class="callout" data-kind="problem"><b>${words.error}: ${reasonOf(file)}.</b> ${file.error.message}</div>` : nothing}
      ${file.commit_error ? html`<div class="callout" data-kind="problem"><b>${words.commitError}.</b> ${file.commit_error.message}</div>` : nothing}`;
  }

  private review(file: FileDetail, record: ReadRecord | null) {
    const { edit } = this.actions.files;
    const off = !mayEdit(this.state.session) || !isEditable(file);
    const { now } = this.state.files.threshold;
    const label = (value: boolean | null, name: string): TemplateResult => {
      const on = value === null ? !file.nsfw_set : file.nsfw_set === true && file.nsfw === value;
      return html`<button class="button small" type="button" ?disabled=${off} aria-pressed=${on} @click=${() => edit.editOne(file, { nsfw: value })}>${name}</button>`;
    };
    return html`<section class="detail-review" aria-label=${words.review}>
      <div class="switch-row"><input class="switch" type="checkbox" role="switch" id="detail-included" .checked=${file.included} ?disabled=${off}
        @change=${(event: Event) => edit.editOne(file, { included: (event.target as HTMLInputElement).checked })} /><div class="switch-words"><label for="detail-included">${words.include}</label></div></div>
      <div class="review-line"><span class="label">${shared.groups.score}</span>
        <div class="joined scores" role="group" aria-label=${shared.groups.score}>${kScoreButtons.map((score) => html`<button class="button small" type="button" ?disabled=${off}
          aria-pressed=${file.score === score} aria-label=${shared.scoreButton(score)} @click=${() => edit.editOne(file, { score })}>${shared.score(String(score))}</button>`)}</div>
        <p class="help">${file.score_set ? html`<b class="own-value">${words.setByYou}</b> ` : nothing}${record === null ? nothing
          : record.score === null ? words.noScoreRead : words.scoreRead(shared.score(String(record.score)), record.scoreSource)}
          ${file.score_set ? html`<button class="link-button" type="button" ?disabled=${off} @click=${() => edit.editOne(file, { score: null })}>${words.scoreBack}</button>` : nothing}</p></div>
      <div class="review-line"><span class="label">${shared.groups.label}</span>
        <div class="joined" role="group" aria-label=${shared.groups.label}>${label(true, shared.labels.nsfw)}${label(false, shared.labels.safe)}${label(null, shared.labelBack)}</div>
        <p class="help">${file.nsfw_set ? html`<b class="own-value">${words.setByYou}</b> ` : nothing}${
          file.nsfw_score === null ? words.neverScanned : words.nsfwRead(file.nsfw_score.toFixed(3), now === null ? null : now.toFixed(2))}</p></div>
    </section>`;
  }
}

customElements.define('sluice-file-detail', FileDetailView);
