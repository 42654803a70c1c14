import { html, nothing } from 'lit';
import type { AppState } from '../../state/model';
import { stagesOf, type Stages } from '../../state/stages';
import { text } from '../../text';
import { pulse } from '../parts/motion';
import { digits } from '../parts/parts';
import { styles } from '../parts/styles';
import { View } from '../parts/view';

const words = text.process.stages;

type Stage = Exclude<keyof Stages, 'found'>;
const kIds: Partial<Record<keyof Stages, string>> = { read: 'stat-processed', failed: 'stat-errors' };

/** Where the files are, as a sum that can be checked: found = known + waiting + reading + read + failed. */
export class StagesView extends View {
  protected reads(state: AppState) {
    return Object.values(stagesOf(state.session?.snapshot ?? null));
  }

  protected override render() {
    const stages = stagesOf(this.state.session?.snapshot ?? null);
    const parts: Stage[] = ['known', stages.left > 0 ? 'left' : 'waiting', 'reading', 'read', 'failed'];
    return html`<div class="card stages">
      <div class="stage-bar" aria-hidden="true">${parts.map((part) => html`<span data-stage=${part} ${styles({ 'flex-grow': String(stages[part]) })}></span>`)}</div>
      <dl class="stage-list" aria-label=${words.label}>
        ${this.stage('found', stages.found, words.foundTitle)}
        ${parts.map((part) => this.stage(part, stages[part], part === 'known' ? words.knownTitle : part === 'left' ? words.leftTitle : ''))}
      </dl>
    </div>`;
  }

  private stage(name: keyof Stages, value: number, title: string) {
    return html`<div class="stage" data-stage=${name} data-some=${value > 0} title=${title || nothing}>
      <dt>${words[name]}</dt><dd id=${kIds[name] ?? nothing} ${pulse(value)}>${digits(value)}</dd></div>`;
  }
}

customElements.define('sluice-stages', StagesView);
