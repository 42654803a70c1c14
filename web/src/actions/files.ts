// The preview's actions.

import type { Api } from '../api/client';
import type { FileRow } from '../api/types';
import type { Store } from '../state/store';
import { DetailActions } from './review-detail';
import { EditActions } from './review-edit';
import { ListActions } from './review-list';
import { ThresholdActions } from './threshold';

export class FilesActions {
  readonly list: ListActions;
  readonly edit: EditActions;
  readonly detail: DetailActions;
  readonly threshold: ThresholdActions;

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
}
