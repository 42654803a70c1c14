import { html, type TemplateResult } from 'lit';
import { isResting } from '../../api/types';
import { rangeOf } from '../../state/eta';
import * as format from '../../state/format';
import type { AppState, SessionState } from '../../state/model';
import { bytesPerSecond, elapsedSeconds, filesPerSecond } from '../../state/selectors';
import { text } from '../../text';
import { View } from '../parts/view';
import './chart';

const words = text.process;

/** How fast, for how long, how much longer. Changes about once a second, so that it can be read. */
export class RatesView extends View {
  protected reads(state: AppState) {
    const { session, now } = state;
    return [session?.id, session?.snapshot?.status, session?.samples, session?.eta?.rung, session?.snapshot?.discovering, Math.floor(now / 1000)];
  }

  protected override render() {
    const { session, now } = this.state;
    const rests = session?.snapshot != null && isResting(session.snapshot.status);
    const speed = session === null ? null : filesPerSecond(session, now);
    const data = session === null ? null : dataOf(session, now);
    const elapsed = session === null ? null : elapsedSeconds(session, now);
    return html`<div class="rates" data-chart=${hasChart(session)}>
      <dl class="rate-list">
        ${rate(rests ? words.averageSpeed : words.speed, speed === null ? words.unknown : html`${format.rate(speed)} <small>${words.filesPerSecond}</small>`)}
        ${rate(rests ? words.averageData : words.data, data === null ? words.unknown : `${format.bytes(data)}/s`)}
        ${rate(words.left, html`<span id="time-left">${leftOf(session ?? undefined)}</span>`)}
        ${rate(words.elapsed, elapsed === null ? words.unknown : format.duration(elapsed))}
      </dl>
      <sluice-chart .context=${this.context}></sluice-chart>
    </div>`;
  }
}

// A session that had ended before this page looked has no curve.
const hasChart = (session: SessionState | null): boolean =>
  session !== null && (session.samples.length > 1 || session.snapshot === null || !isResting(session.snapshot.status));

function dataOf(session: SessionState, now: number): number | null {
  const snapshot = session.snapshot;
  if (snapshot === null || snapshot.status === 'paused') return null;
  if (!isResting(snapshot.status)) return bytesPerSecond(session.samples);
  const elapsed = elapsedSeconds(session, now);
  return elapsed ? snapshot.bytes_done / elapsed : null;
}

function leftOf({ snapshot, eta }: Pick<SessionState, 'snapshot' | 'eta'> = { snapshot: null, eta: null }): string {
  if (snapshot === null || isResting(snapshot.status) || snapshot.status === 'committing') return words.unknown;
  if (snapshot.status === 'paused') return words.whilePaused;
  const range = rangeOf(eta);
  if (range !== null) {
    const told = format.rangeText(range.low, range.high);
    return range.low === 0 || range.high === Infinity ? told : words.about(told);
  }
  return snapshot.discovering || snapshot.status === 'starting' ? words.onceFound : words.estimating;
}

const rate = (label: string, value: TemplateResult | string) => html`<div class="rate"><dt>${label}</dt><dd>${value}</dd></div>`;

customElements.define('sluice-rates', RatesView);
