// What a commit now would do, file by file counted: what is written and what is left out, and why.

import { html, nothing } from 'lit';
import type { CommitPlan } from '../../api/types';
import type { Plan, SessionState } from '../../state/model';
import { toWrite } from '../../state/selectors';
import { text } from '../../text';
import { icons } from '../parts/icons';
import { digits } from '../parts/parts';

const words = text.commit;
const kWritten: readonly (keyof CommitPlan)[] = ['new', 'updated'];
const kLeftOut: readonly (keyof CommitPlan)[] = ['excluded', 'failed', 'skipped_existing', 'cancelled', 'committed'];

/** One sentence of it. */
export function planLine(session: SessionState): string {
  const { value } = session.plan;
  if (value === null) return words.ready(toWrite(session));
  return value.new + value.updated === 0 ? words.nothingLeft : words.planned(value.new, value.updated);
}

export function commitPlan({ value, error, loading }: Plan) {
  if (value === null) return error === null ? nothing : html`<p class="help">${icons.warn}${words.plan.failedToLoad(error)}</p>`;
  const left = kLeftOut.filter((key) => value[key] > 0);
  const row = (key: keyof CommitPlan) => html`<div class="plan-row" data-some=${value[key] > 0}><dt>${words.plan[key]}</dt><dd>${digits(value[key])}</dd></div>`;
  return html`<div class="plan" aria-label=${words.plan.label} role="group" aria-busy=${loading}>
    <div><h2>${words.plan.writes}</h2><dl>${kWritten.map(row)}</dl></div>
    <div><h2>${words.plan.leaves}</h2>${left.length === 0 ? html`<p class="help">${words.plan.none}</p>` : html`<dl>${left.map(row)}</dl>`}</div>
  </div>`;
}
