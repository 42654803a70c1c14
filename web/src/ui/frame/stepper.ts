import { html, nothing, type TemplateResult } from 'lit';
import { isResting } from '../../api/types';
import { kSteps, type AppState, type Step } from '../../state/model';
import { stepOf } from '../../state/reduce-session';
import { mayVisit } from '../../state/selectors';
import { text } from '../../text';
import { icons } from '../parts/icons';

/** The four steps: which is shown, which are done, which can be gone to. */
export function stepper(state: AppState, onGo: (step: Step) => void): TemplateResult {
  const status = state.session?.snapshot?.status;
  const reached = status === undefined ? 'configure' : stepOf(status);
  return html`<nav class="stepper" aria-label=${text.steps.label}>
    <ol>${kSteps.map((step, index) => {
      const current = step === state.step;
      const done = isDone(step, state.step === 'commit' ? 'commit' : reached, status !== undefined && isResting(status), status === 'committed');
      return html`<li data-current=${current} data-done=${done}>
        <button type="button" aria-current=${current ? 'step' : 'false'} ?disabled=${!mayVisit(state, step)} @click=${() => onGo(step)}>
          <span class="step-mark" aria-hidden="true">${done ? icons.check : index + 1}</span>
          <span class="step-words">
            <span class="step-name">${text.steps[step]}${done ? html`<span class="visually-hidden"> (${text.steps.done})</span>` : nothing}</span>
            <span class="step-hint">${text.steps[`${step}Hint`]}</span>
          </span>
        </button>
      </li>`;
    })}</ol>
  </nav>`;
}

function isDone(step: Step, reached: Step, resting: boolean, committed: boolean): boolean {
  if (step === 'commit') return committed;
  if (step === 'preview') return committed || reached === 'commit';
  if (step === 'process') return reached === 'preview' || reached === 'commit' || (reached === 'process' && resting);
  return reached !== 'configure';
}
