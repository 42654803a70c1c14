// The preview's actions, and the list of failed files, page by page.

import type { Api } from '../api/client';
import type { FileRow } from '../api/types';
import type { Store } from '../state/store';
import { problemText } from './problem';
import { DetailActions } from './review-detail';
import { EditActions } from './review-edit';
import { ListActions } from './review-list';
import { ThresholdActions } from './threshold';

const kPage = 200;
const kRefreshMs = 2000;

export class FilesActions {
  readonly list: ListActions;
  readonly edit: EditActions;
  readonly detail: DetailActions;
  readonly threshold: ThresholdActions;
  private failedTimer: ReturnType<typeof setTimeout> | undefined;

  /** `onEdited`: the session's version rises without a stream to tell so. */
  constructor(private readonly store: Store, private readonly api: Api, onEdited: (session: string) => void = () => {}) {
    this.threshold = new ThresholdActions(store, api, (session) => edited(session));
    this.list = new ListActions(store, api, () => this.threshold.open());
    this.detail = new DetailActions(store, api);
    const edited = (session: string): void => {
      this.list.edited();
      onEdited(session);
    };
    this.edit = new EditActions(store, api, { sent: () => this.list.sent(), confirmed: edited, refused: () => this.list.refused() });
  }

  stop(): void {
    for (const part of [this.list, this.edit, this.detail, this.threshold]) part.stop();
  }

  /** What is in sight is read again. */
  async reload(): Promise<void> {
    this.list.refresh(true);
  }

  thumbnailUrl(row: FileRow, size: 256 | 512): string {
    return this.api.thumbnailOf(this.store.state.session?.id ?? '', row, size);
  }

  exportUrl(format: 'csv' | 'json'): string {
    return this.api.exportUrl(this.store.state.session?.id ?? '', format, this.store.state.files.filters);
  }

  showFailed(open: boolean): void {
    this.store.dispatch({ type: 'failed/open', open });
    if (open) void this.loadFailed();
  }

  /** New failures while the full list is looked at: its first page again, now and then. */
  refreshFailed(): void {
    const failed = this.store.state.session?.failed;
    if (!failed?.open || failed.rows.length > kPage || this.failedTimer !== undefined) return;
    this.failedTimer = setTimeout(() => {
      this.failedTimer = undefined;
      if (this.store.state.session?.failed.open) void this.loadFailed();
    }, kRefreshMs);
  }

  /** The full list of failed files; also tells when those happened that were before this page looked. */
  async loadFailed(append = false): Promise<void> {
    const session = this.store.state.session;
    if (session === null || session.failed.loading) return;
    this.store.dispatch({ type: 'failed/loading' });
    try {
      const cursor = append ? session.failed.cursor : null;
      const page = await this.api.files(session.id, { state: 'failed', limit: kPage, cursor });
      if (this.store.state.session?.id === session.id) this.store.dispatch({ type: 'failed/loaded', page, append });
    } catch (error) {
      this.store.dispatch({ type: 'failed/problem', message: problemText(error) });
    }
  }
}
