import { html, nothing } from 'lit';
import { isResting, type Snapshot } from '../../api/types';
import type { AppState } from '../../state/model';
import { isIndeterminate } from '../../state/selectors';
import { shareOf } from '../../state/stages';
import { text } from '../../text';
import { fade, glow } from '../parts/motion';
import { styles } from '../parts/styles';
import { View } from '../parts/view';

const words = text.process;
const kGlowFiles = 10;

/**
 * The bar, the counts and the file at hand. What is seen of the bar is moved by a transform, which the browser eases without
 * laying out the page; `progress-bar` has the width for whoever reads the document.
 */
export class ProgressView extends View {
  protected reads(state: AppState) {
    return [state.session?.id, state.session?.snapshot];
  }

  protected override render() {
    const { session } = this.state;
    const snapshot = session?.snapshot ?? null;
    const indeterminate = isIndeterminate(snapshot);
    const percent = Math.floor(snapshot?.progress ?? 0);
    const moving = snapshot !== null && !isResting(snapshot.status);
    const sweeping = indeterminate && moving && snapshot.status !== 'paused';
    const share = Math.round(shareOf(snapshot) * 100) / 100;
    const line = progressLine(snapshot);
    const done = snapshot === null ? 0 : snapshot.processed_files + snapshot.stats.errors;
    const file = (moving ? snapshot.current_file : null) ?? words.noFile;
    return html`
      <div class="hero-glow" aria-hidden="true" ${glow(Math.floor(done / kGlowFiles))}></div>
      <div class="hero-line">
        <p class="percentage" id="progress-percentage" data-unknown=${indeterminate}>${percent}%</p>
        <p class="hero-text" id="progress-text">${line}</p>
      </div>
      <div class="bar" data-indeterminate=${sweeping} data-status=${snapshot?.status ?? 'starting'}>
        <div class="bar-ease" aria-hidden="true" ${styles({ transform: `translateX(${share - 100}%)` })}></div>
        <div id="progress-bar" role="progressbar" aria-label=${text.steps.process} aria-valuemin="0" aria-valuemax="100"
          aria-valuenow=${indeterminate ? nothing : percent} aria-valuetext=${line}
          ${styles({ width: `${share}%` })}></div>
      </div>
      <p class="current" data-moving=${moving && snapshot.current_file !== null}><span class="visually-hidden">${words.currentFile} </span
        ><bdi id="current-file" title=${file} ${fade(file)}>${file}</bdi></p>`;
  }
}

function progressLine(snapshot: Snapshot | null): string {
  if (snapshot === null) return '\u00a0';
  const done = snapshot.processed_files + snapshot.stats.errors;
  if (snapshot.discovering && !isResting(snapshot.status)) {
    return snapshot.progress === 0 ? words.found(snapshot.stats.total_discovered, done) : words.stillFinding(done, snapshot.total_files);
  }
  return snapshot.total_files === 0 ? words.nothingNew : words.of(done, snapshot.total_files);
}

customElements.define('sluice-progress', ProgressView);
