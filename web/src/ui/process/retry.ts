import { html, nothing, type PropertyValues } from 'lit';
import type { AppState, SessionState } from '../../state/model';
import { text } from '../../text';
import { reasonWords } from './failure-list';
import { icons } from '../parts/icons';
import { View } from '../parts/view';
import * as format from '../../state/format';

const words = text.retry;
/** Reasons of files that killed their decoder: read again only when named. */
const kByName: ReadonlySet<string> = new Set(['decoder_crashed', 'quarantined']);

/** Asks which failed files should be read again, and says what that will do. */
export class RetryView extends View {
  declare open: boolean;
  static override properties = { ...View.properties, open: { attribute: false } };
  private reason: string | null = null;

  protected reads(state: AppState) {
    const { session } = state;
    return [session?.id, this.open ? session?.reasons : null, session?.snapshot?.status, session?.snapshot?.run];
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('open')) this.reason = null;
  }

  protected override render() {
    const { session } = this.state;
    if (!this.open || session === null) return nothing;
    const reasons = Object.entries(session.reasons ?? session.failures.reasons).filter(([, files]) => files > 0).sort(([, a], [, b]) => b - a);
    const plain = reasons.filter(([reason]) => !kByName.has(reason)).reduce((sum, [, files]) => sum + files, 0);
    const named = reasons.some(([reason]) => kByName.has(reason));
    if (this.reason === null && plain === 0 && reasons[0] !== undefined) this.reason = reasons[0][0];
    const files = this.reason === null ? plain : reasons.find(([reason]) => reason === this.reason)?.[1] ?? 0;
    return html`<form class="ask" @submit=${this.onSubmit} @keydown=${this.onKey} aria-labelledby="retry-title">
      <h3 id="retry-title">${words.title}</h3>
      <div class="ask-choices" role="radiogroup" aria-labelledby="retry-title">
        ${plain > 0 ? this.choice(null, named ? words.all : words.allPlain, plain) : nothing}
        ${reasons.length < 2 && plain > 0 ? nothing : reasons.map(([reason, n]) => this.choice(reason, reasonWords(reason), n))}
      </div>
      <p class="help">${files > 0 ? words.what(files) : words.whatUnknown} ${isCommitted(session) ? words.committed : ''}</p>
      ${this.reason !== null && kByName.has(this.reason) ? html`<p class="callout">${words.dangerous}</p>` : nothing}
      <div class="ask-commands">
        <button class="button primary" type="submit">${icons.again}<span>${files > 0 ? words.go(files) : words.goUnknown}</span></button>
        <button class="button" type="button" @click=${() => this.leave()}>${words.keep}</button>
      </div>
    </form>`;
  }

  private choice(reason: string | null, label: string, files: number) {
    return html`<label class="ask-choice"><input type="radio" name="retry-reason" .checked=${this.reason === reason}
      @change=${() => { this.reason = reason; this.requestUpdate(); }} /><span>${label}</span> <small>${format.count(files)}</small></label>`;
  }

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    void this.actions.session.commands.retry(this.reason);
    this.leave();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.leave();
  };

  private leave(): void {
    this.dispatchEvent(new CustomEvent('close'));
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('open') && this.open) this.querySelector<HTMLElement>('input:checked, input, .button')?.focus();
  }
}

const isCommitted = ({ snapshot }: SessionState): boolean => snapshot?.status === 'committed' || snapshot?.status === 'commit_error';

customElements.define('sluice-retry', RetryView);
