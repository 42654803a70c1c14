import { html, nothing, type PropertyValues } from 'lit';
import { isResting } from '../../api/types';
import type { AppState } from '../../state/model';
import { committable } from '../../state/selectors';
import { text } from '../../text';
import { icons } from '../parts/icons';
import { View } from '../parts/view';

const words = text.process;

/**
 * Pause or resume, and cancel; at rest, where to go next. A button that waits for its effect stays focusable, and where
 * the focused one goes away the next takes the focus.
 */
export class SessionCommandsView extends View {
  private hadFocus = false;

  protected reads(state: AppState) {
    const snapshot = state.session?.snapshot ?? null;
    const readable = snapshot !== null && isResting(snapshot.status);
    return [snapshot?.status, state.session?.busy, readable ? committable(snapshot) : 0];
  }

  protected override render() {
    const { session } = this.state;
    const snapshot = session?.snapshot ?? null;
    const status = snapshot?.status;
    const busy = session?.busy ?? null;
    const running = status === 'starting' || status === 'processing' || status === 'paused';
    const paused = status === 'paused';
    const readable = snapshot !== null && isResting(snapshot.status);
    const { commands } = this.actions.session;
    const turning = busy === 'pausing' || busy === 'resuming';
    const pauseWords = busy === 'pausing' ? words.pausing : busy === 'resuming' ? words.resuming : paused ? words.resume : words.pause;
    return html`<div class="commands">
      <button class=${paused ? 'button primary' : 'button'} id="pause-btn" type="button" ?hidden=${!running} aria-busy=${turning}
        aria-disabled=${busy !== null} @click=${() => void (busy !== null ? undefined : paused ? commands.resume() : commands.pause())}
        >${paused ? icons.play : icons.pause}<span>${pauseWords}</span></button>
      <button class="button" id="cancel-btn" type="button" ?hidden=${!running} aria-disabled=${busy === 'cancelling'} aria-busy=${busy === 'cancelling'}
        @click=${() => void commands.cancel()}>${busy === 'cancelling' ? words.cancelling : words.cancel}</button>
      ${readable ? html`
        <button class="button" type="button" @click=${() => this.actions.another()}>${words.another}</button>
        ${status === 'error' ? html`<button class="button" id="continue-btn" type="button" title=${words.goOnTitle} aria-disabled=${busy !== null} aria-busy=${busy === 'retrying'}
          @click=${() => void commands.retry(null)}>${icons.play}<span>${busy === 'retrying' ? text.retry.working : words.goOn}</span></button>` : nothing}
        ${committable(snapshot) > 0 ? html`<button class="button primary" type="button"
          @click=${() => this.actions.show('preview')}>${words.review(committable(snapshot))}</button>` : nothing}` : nothing}
    </div>`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.hadFocus = this.contains(document.activeElement);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const focused = document.activeElement;
    const lost = this.hadFocus && (!this.contains(focused) || (focused as HTMLElement).hidden);
    if (lost) (this.querySelector<HTMLElement>('.button.primary:not([hidden])') ?? this.querySelector<HTMLElement>('.button:not([hidden])'))?.focus();
  }
}

customElements.define('sluice-session-commands', SessionCommandsView);
