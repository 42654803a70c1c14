import { html, nothing } from 'lit';
import type { AppState } from '../../state/model';
import { text } from '../../text';
import { pulse } from '../parts/motion';
import { digits } from '../parts/parts';
import { View } from '../parts/view';

const words = text.process;

/** What was found in the files. */
export class ReadTilesView extends View {
  protected reads(state: AppState) {
    return [state.session?.id, state.session?.snapshot?.stats, state.session?.parameters, state.session?.scanned, state.config];
  }

  protected override render() {
    const { session, config } = this.state;
    const stats = session?.snapshot?.stats;
    const asked = session?.parameters ?? null;
    const available = config?.nsfw_available ?? true;
    const scanned = available && session?.scanned !== false;
    const nsfwWhy = scanned ? '' : available ? words.unscannedTitle : `${words.unscannedTitle} ${config?.nsfw_detail ?? ''}`;
    return html`<dl class="tiles">
      ${tile('stat-metadata', words.metadata, asked?.extract_metadata === false ? null : stats?.metadata_extracted ?? 0, words.off)}
      ${tile('stat-keywords', words.keywords, asked?.extract_keywords === false ? null : stats?.keywords_added ?? 0, words.off)}
      ${tile('stat-scores', words.scores, asked?.import_scores === false ? null : stats?.scores_imported ?? 0, words.off)}
      ${tile('stat-nsfw', words.nsfw, scanned ? stats?.nsfw_detected ?? 0 : null, words.unscanned, nsfwWhy)}
    </dl>`;
  }
}

function tile(id: string, label: string, value: number | null, why: string, title = '') {
  return html`<div class="tile" data-off=${value === null} title=${title || nothing}>
    <dt>${label}${value === null ? html`<span class="tile-why">${why}</span>` : nothing}</dt>
    <dd id=${id} ${pulse(value)}>${value === null ? words.unknown : digits(value)}</dd>
  </div>`;
}

customElements.define('sluice-read-tiles', ReadTilesView);
