// What a test leaves behind is undone in reverse order: servers end before their folders go. (node:test runs in the order given.)

import {after} from 'node:test';

const stacks = new WeakMap();

async function undo(stack) {
  const errors = [];
  while (stack.length) {
    try {
      await stack.pop()();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length) throw errors[0];
}

/** Calls `action` when the test (or the owner of a suite) is over. */
export function cleanup(t, action) {
  let stack = stacks.get(t);
  if (!stack) {
    stack = [];
    stacks.set(t, stack);
    t.after(() => undo(stack));
  }
  stack.push(action);
}

/** Stands for the suite in which it is called, wherever a test is asked for. */
export function suite() {
  const actions = [];
  after(() => undo(actions));
  const owner = {after: (action) => actions.push(action)};
  return owner;
}
