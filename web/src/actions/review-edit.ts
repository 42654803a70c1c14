// Choosing files in the preview, changing them, and taking the last change back.

import type { Api } from '../api/client';
import type { FileChoice, FileEdit, FileFilters, FileRow } from '../api/types';
import { asRequest, everything, isEmpty, isOnly, noChoice, only, ranged, rangeTo, toggled, type Choice, type FileId } from '../state/choice';
import { applied, inverseOf, isEditable, nextLabel, type Inverse } from '../state/edits';
import { shownRow, type Toast } from '../state/files';
import { rowById } from '../state/pages';
import { mayEdit } from '../state/selectors-files';
import type { Store } from '../state/store';
import { problemText } from './problem';

const kRangePage = 1000;
const kToastMs = 12_000;

/** Who wants to know how edits fare. */
export interface EditWitness {
  sent(): void;
  confirmed(session: string): void;
  refused(): void;
}

/** What an edit is of: rows as they were, or all that match but a few. */
interface Target {
  choice: FileChoice;
  ids: ReadonlySet<FileId> | null;
  except: ReadonlySet<FileId>;
  before: readonly FileRow[] | null;  // null: not known exactly
}

export class EditActions {
  private key = 0;
  private queue: Promise<void> = Promise.resolve();  // the server takes edits in the order in which they were made
  private range: AbortController | null = null;
  private toastTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly store: Store, private readonly api: Api, private readonly witness: EditWitness) {}

  stop(): void {
    this.range?.abort();
    clearTimeout(this.toastTimer);
  }

  focus(offset: number): void {
    if (offset !== this.store.state.files.focus) this.store.dispatch({ type: 'files/focus', offset });
  }

  /** A single chosen file is where the hands are: the choice moves along with them. More stay chosen. */
  walk(offset: number): void {
    const { files } = this.store.state;
    const moves = isOnly(files.choice, shownRow(files, files.focus)?.id);
    this.focus(offset);
    if (!moves) return;
    this.none();
    this.chooseOnly(offset);
  }

  chooseOnly(offset: number): void {
    const row = shownRow(this.store.state.files, offset);
    if (row) this.choose(only(row, offset));
  }

  toggle(offset: number): void {
    const { files } = this.store.state;
    const row = shownRow(files, offset);
    if (row) this.choose(toggled(files.choice, row, offset));
  }

  all(): void {
    this.choose(everything());
  }

  none(): void {
    if (!isEmpty(this.store.state.files.choice)) this.choose(noChoice);
  }

  /** From the anchor to `offset`; rows that are not here are asked for, since an edit names files, not places. */
  async chooseRange(offset: number, added: boolean): Promise<void> {
    const { files, session } = this.store.state;
    if (session === null) return;
    const begun: Choice = files.choice.anchor === null ? { ...files.choice, anchor: files.focus } : files.choice;
    const range = rangeTo(begun, offset);
    const here = rowsBetween(range.from, range.to, (at) => shownRow(files, at));
    if (here !== null) return this.choose(ranged(begun, here, added));
    this.choose({ ...(added ? begun : { ...noChoice, anchor: begun.anchor }), reading: range });
    const abort = new AbortController();
    this.range = abort;
    try {
      const rows = await this.readRange(session.id, range, files.filters, abort.signal);
      const now = this.store.state.files;
      if (abort.signal.aborted || now.list !== files.list) return;
      this.store.dispatch({ type: 'files/choice', choice: ranged({ ...begun, exact: true }, rows, added) });
    } catch (error) {
      if (abort.signal.aborted) return;
      this.store.dispatch({ type: 'files/choice', choice: { ...this.store.state.files.choice, reading: null } });
      this.refuse(problemText(error));
    }
  }

  /** Changes what is chosen, else the file where the keys are. */
  edit(set: FileEdit): void {
    const target = this.target();
    if (target !== null) this.send(target, set);
  }

  editOne(row: FileRow, set: FileEdit): void {
    this.send({ choice: { ids: [row.id] }, ids: new Set([row.id]), except: new Set(), before: [row] }, set);
  }

  /** Out if all are in, else in. */
  toggleIncluded(): void {
    const target = this.target();
    if (target === null) return;
    const rows = target.before?.filter(isEditable) ?? this.example();
    this.send(target, { included: !(rows.length > 0 && rows.every((row) => row.included)) });
  }

  relabel(): void {
    const target = this.target();
    const first = target?.before?.find(isEditable) ?? this.example()[0];
    if (target !== null && first) this.send(target, { nsfw: nextLabel(first) });
  }

  undo(): void {
    const { toast } = this.store.state.files;
    if (toast === null || toast.undo.length === 0) return;
    this.tell(null);
    for (const inverse of toast.undo) this.sendInverse(inverse);
  }

  dismiss(): void {
    this.tell(null);
  }

  reveal(id: FileId): void {
    this.store.dispatch({ type: 'files/reveal', id });
  }

  private choose(choice: Choice): void {
    this.range?.abort();
    this.store.dispatch({ type: 'files/choice', choice });
  }

  private example(): FileRow[] {
    const row = shownRow(this.store.state.files, this.store.state.files.focus);
    return row && isEditable(row) ? [row] : [];
  }

  private target(): Target | null {
    const { files } = this.store.state;
    const { choice } = files;
    if (isEmpty(choice)) {
      const row = shownRow(files, files.focus);
      return row ? { choice: { ids: [row.id] }, ids: new Set([row.id]), except: new Set(), before: [row] } : null;
    }
    if (choice.reading !== null) return null;
    const request = asRequest(choice, files.filters);
    if (choice.all) return { choice: request, ids: null, except: choice.except, before: null };
    const before = [...choice.rows.values()].map((row) => this.asItIs(row) ?? (choice.exact ? row : null));
    return {
      choice: request, ids: new Set(choice.rows.keys()), except: new Set(),
      before: before.every((row) => row !== null) ? before : null,
    };
  }

  private asItIs(row: FileRow): FileRow | null {
    const { files } = this.store.state;
    const here = rowById(files.pages, row.id);
    if (here === undefined) return null;
    return files.edits.reduce(
      (shown, edit) => (edit.ids?.has(row.id) ? applied(shown, edit.set, files.threshold.now) : shown), here);
  }

  private send(target: Target, set: FileEdit): void {
    const { session, files } = this.store.state;
    if (session === null || !mayEdit(session)) return;
    const undo = target.before === null ? [] : inverseOf(target.before, set);
    if (target.before !== null && undo.length === 0) return;  // nothing among them can be changed
    const { choice, threshold } = files;
    if (target.ids !== null && choice.rows.size > 0) {
      const rows = new Map([...choice.rows].map(([id, row]) => [id, target.ids!.has(id) ? applied(row, set, threshold.now) : row]));
      this.store.dispatch({ type: 'files/choice', choice: { ...choice, rows } });
    }
    this.request(session.id, target, set, set, undo);
  }

  private sendInverse({ ids, set }: Inverse): void {
    const { session } = this.store.state;
    if (session !== null) this.request(session.id, { choice: { ids }, ids: new Set(ids), except: new Set(), before: null }, set, null, []);
  }

  private request(session: string, target: Target, set: FileEdit, told: FileEdit | null, undo: readonly Inverse[]): void {
    const key = ++this.key;
    const { list } = this.store.state.files;
    this.store.dispatch({ type: 'files/edit', edit: { key, ids: target.ids, except: target.except, list, set, confirmed: null } });
    this.queue = this.queue.then(async () => {
      this.witness.sent();
      try {
        const edited = await this.api.editFiles(session, target.choice, set);
        if (this.store.state.session?.id !== session) return;
        this.store.dispatch({ type: 'files/edit-confirmed', key, edited, set: told, undo });
        this.witness.confirmed(session);
      } catch (error) {
        this.witness.refused();
        if (this.store.state.session?.id !== session) return;
        this.store.dispatch({ type: 'files/edit-refused', key, message: problemText(error) });
      }
      this.forgetToast();
    });
  }

  private refuse(message: string): void {
    this.tell({ key: ++this.key, kind: 'refused', set: null, edited: null, message, undo: [] });
    this.forgetToast();
  }

  private tell(toast: Toast | null): void {
    clearTimeout(this.toastTimer);
    this.store.dispatch({ type: 'files/told', toast });
  }

  private forgetToast(): void {
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => this.tell(null), kToastMs);
  }

  private async readRange(session: string, range: { from: number; to: number }, filters: FileFilters, signal: AbortSignal): Promise<FileRow[]> {
    const rows: FileRow[] = [];
    for (let offset = range.from; offset <= range.to; offset += kRangePage) {
      const limit = Math.min(kRangePage, range.to - offset + 1);
      rows.push(...(await this.api.files(session, { ...filters, offset, limit }, signal)).files);
    }
    return rows;
  }
}

function rowsBetween(from: number, to: number, at: (offset: number) => FileRow | undefined): FileRow[] | null {
  const rows: FileRow[] = [];
  for (let offset = from; offset <= to; ++offset) {
    const row = at(offset);
    if (row === undefined) return null;
    rows.push(row);
  }
  return rows;
}
