// The record of a file in the detail panel: every value as text, the bulky ones folded.

import { html, nothing, type TemplateResult } from 'lit';
import type { FileDetail } from '../../api/types';
import * as format from '../../state/format';
import { pretty, type Field, type ReadRecord, type Weighted } from '../../state/record';
import { text } from '../../text';
import { styles } from '../parts/styles';
import { copyButton, fieldList, foldedText, lazily, section } from './detail-parts';

const words = text.preview.detail;
const kKeywords = 80;

export function recordSections(file: FileDetail, record: ReadRecord): TemplateResult {
  const { warnings, unparsed } = record;
  return html`
    ${warnings.length > 0 ? section(words.warnings, html`<ul class="detail-warnings">${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>`) : nothing}
    ${written(words.prompt, record.prompt)}
    ${written(words.negative, record.negative)}
    ${keywords(words.keywords, record.keywords)}
    ${keywords(words.negativeKeywords, record.negativeKeywords)}
    ${keywords(words.loras, record.loras)}
    ${some(words.generation, record.generation)}
    ${some(record.picture.some(({ name }) => name === 'video_codec') ? words.film : words.picture, pictureFields(file, record))}
    ${some(words.camera, record.camera)}
    ${some(words.file, [...(file.format ? [{ name: 'format', value: file.format.toUpperCase() }] : []), { name: 'file_size', value: `${format.bytes(file.size)} (${format.count(file.size)})` }, ...record.file])}
    ${record.nsfw === null || record.nsfw.classes.length === 0 ? nothing : section(words.classes, classes(record.nsfw.classes, record.nsfw.model))}
    ${record.hashes.length > 0 ? section(words.hashes, fieldList(record.hashes, true)) : nothing}
    ${unparsed.length > 0 ? section(words.unparsed, html`<p class="long-text">${unparsed.join('\n')}</p>`) : nothing}
    ${record.raw.length > 0 ? section(words.raw, record.raw.map(({ container, texts }) => lazily(container, () => texts.map(rawText)))) : nothing}
    ${record.provenance.length > 0 ? lazily(words.provenance, () => html`<dl class="detail-fields">${record.provenance.map(({ name, value }) => html`<div><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`)}</dl>`) : nothing}`;
}

const some = (title: string, fields: readonly Field[]) => (fields.length > 0 ? section(title, fieldList(fields)) : nothing);

const written = (title: string, value: string) => (value === '' ? nothing : section(title, foldedText(value), copyButton(value)));

function pictureFields(file: FileDetail, record: ReadRecord): Field[] {
  return [
    ...(file.width && file.height ? [{ name: 'dimensions', value: `${file.width} × ${file.height}` }] : []),
    ...(file.duration ? [{ name: 'duration', value: format.playTime(file.duration) }] : []),
    ...record.picture.filter(({ name, value }) => !((name === 'orientation' || name === 'frame_count') && value === '1')),
  ];
}

function keywords(title: string, list: readonly Weighted[]) {
  if (list.length === 0) return nothing;
  const one = ({ text: word, weight, type }: Weighted) => html`<li class="keyword" data-type=${type ?? ''} title=${type ?? ''}><bdi>${word}</bdi>${
    weight === 1 ? nothing : html`<small title=${words.weight(weight)}>${weight.toFixed(2).replace(/0$/, '')}</small>`}</li>`;
  return section(`${title} ${list.length}`, html`<ul class="keywords">${list.slice(0, kKeywords).map(one)}</ul>
    ${list.length > kKeywords ? lazily(words.showAll(list.length), () => html`<ul class="keywords">${list.slice(kKeywords).map(one)}</ul>`) : nothing}`,
    copyButton(list.map(({ text: word }) => word).join(', ')));
}

function classes(list: readonly Weighted[], model: string): TemplateResult {
  return html`<dl class="detail-classes">${list.map(({ text: name, weight }) => html`<div><dt>${name}</dt><dd><span class="class-bar"><span ${styles({ width: `${Math.max(0, Math.min(1, weight)) * 100}%` })}></span></span>
    <span class="num">${weight.toFixed(3)}</span></dd></div>`)}</dl>${model === '' ? nothing : html`<p class="help">${words.classifier}: <bdi>${model}</bdi></p>`}`;
}

const rawText = ({ name, value }: Field): TemplateResult =>
  html`<div class="raw-text"><div class="detail-section-head"><h4><bdi>${name}</bdi></h4>${copyButton(value)}</div>${foldedText(pretty(value))}</div>`;
