// What keys and clicks do in the list.

import { isEmpty } from '../../state/choice';
import { shownRow, type FilesState } from '../../state/files';
import { commandOf, target, type Command, type Move, type Shape } from '../../state/keys';
import type { Context } from '../parts/view';

export interface HandledList {
  files(): FilesState;
  actions(): Context['actions']['files'];
  shape(): Shape;
  reveal(offset: number): void;
}

export class ListHands {
  constructor(private readonly list: HandledList) {}

  readonly onKey = (event: KeyboardEvent): void => {
    const command = commandOf(event);
    if (command === null || event.target !== event.currentTarget) return;
    if (this.obey(command)) event.preventDefault();
  };

  private obey(command: Command): boolean {
    const files = this.list.files();
    const { edit, detail, list } = this.list.actions();
    switch (command.type) {
      case 'move': return this.move(command.move, command.extend);
      case 'score': edit.edit({ score: command.score }); return true;
      case 'include': edit.toggleIncluded(); return true;
      case 'relabel': edit.relabel(); return true;
      case 'choose': if (command.extend) void edit.chooseRange(files.focus, false); else edit.toggle(files.focus); return true;
      case 'all': edit.all(); return true;
      case 'open': detail.open(files.focus); return true;
      case 'undo': edit.undo(); return true;
      case 'reveal': { const row = shownRow(files, files.focus); if (row) edit.reveal(row.id); return true; }
      case 'help': list.panel(files.panel === 'help' ? 'none' : 'help'); return true;
      case 'search': document.getElementById('file-search')?.focus(); return true;
      case 'escape': return this.escape();
    }
  }

  private escape(): boolean {
    const files = this.list.files();
    if (files.panel !== 'none') this.list.actions().list.panel('none');
    else if (files.detail !== null) this.list.actions().detail.close();
    else if (!isEmpty(files.choice)) this.list.actions().edit.none();
    else return false;
    return true;
  }

  private move(by: Move, extend: boolean): boolean {
    const files = this.list.files();
    if (files.total === null || files.total === 0) return false;
    const to = target(files.focus, by, this.list.shape());
    const { edit } = this.list.actions();
    if (extend) {
      void edit.chooseRange(to, false);
      edit.focus(to);
    } else {
      edit.walk(to);
    }
    this.list.reveal(to);
    return true;
  }

  // A range is chosen with Shift held, which must not mark text.
  readonly onMouseDown = (event: MouseEvent): void => {
    if (event.shiftKey || event.detail > 1) event.preventDefault();
  };

  readonly onClick = (event: MouseEvent): void => {
    const at = placeOf(event);
    if (at === null) return;
    const { edit, detail } = this.list.actions();
    const files = this.list.files();
    (event.currentTarget as HTMLElement).focus({ preventScroll: true });
    if (event.shiftKey) void edit.chooseRange(at.offset, event.ctrlKey || event.metaKey);
    edit.focus(at.offset);
    if (event.shiftKey) return;
    const touch = (event as PointerEvent).pointerType === 'touch';
    if (at.act === 'reveal') {
      const row = shownRow(files, at.offset);
      if (row) edit.reveal(row.id);
    } else if (at.act === 'choose' || event.ctrlKey || event.metaKey || (touch && !isEmpty(files.choice))) edit.toggle(at.offset);
    else if (at.act === 'open' || touch) detail.open(at.offset);
    else if (files.detail === null) edit.chooseOnly(at.offset);
  };

  readonly onDoubleClick = (event: MouseEvent): void => {
    const at = placeOf(event);
    if (at === null || at.act !== '') return;
    this.list.actions().edit.none();
    this.list.actions().detail.open(at.offset);
  };
}

function placeOf(event: Event): { offset: number; act: string } | null {
  const element = event.target as Element;
  const file = element.closest<HTMLElement>('[data-offset]');
  if (file === null) return null;
  return { offset: Number(file.dataset['offset']), act: element.closest<HTMLElement>('[data-act]')?.dataset['act'] ?? '' };
}
