// What this page can take back: the latest changes of its own, newest last.
// The server keeps the truth; a step here only names its changes.

import type { Gig } from "../core/words.ts";
import type { Patch } from "./pending.ts";

/** How many steps a page remembers. */
export const STEPS = 50;

/** One change on the server, and what stood before it, to show its undo at once. */
export interface Done {
  id: string;
  rows: ReadonlyMap<string, Patch>;
  event: Partial<Gig> | null;
}

/** One thing the DJ did, which may be several changes on the server. */
export interface Step {
  changes: readonly Done[]; // in the order they were sent
  label: string; // "Declined No. 048"
}

/** A step that was taken back, and the changes that did so. */
export interface Undone {
  step: Step;
  by: readonly Done[];
}

/**
 * Undo and redo over steps; plain values, so that a signal can hold it. Redoing
 * takes the undoing changes back, after which the step's own changes stand
 * again and are what the next undo names.
 */
export interface UndoStack {
  readonly done: readonly Step[];
  readonly undone: readonly Undone[];
}

export const emptyStack: UndoStack = { done: [], undone: [] };

/** Adds what was just done; what had been undone before can no longer be redone. */
export function push(stack: UndoStack, step: Step): UndoStack {
  return { done: [...stack.done, step].slice(-STEPS), undone: [] };
}

/** The stack after a step, its latest or one from the log, was taken back. */
export function undid(stack: UndoStack, undone: Undone): UndoStack {
  const rest = undone.step.changes.reduce((left, change) => drop(left, change.id), stack);
  return { done: rest.done, undone: [...rest.undone, undone].slice(-STEPS) };
}

/** The stack after a step that had been taken back stands again. */
export function redid(stack: UndoStack, step: Step): UndoStack {
  const same = (undone: Undone) => undone.step.changes.some((change) => has(step, change.id));
  return { done: [...stack.done, step].slice(-STEPS), undone: stack.undone.filter((undone) => !same(undone)) };
}

/** The stack without a change that the server refused or that can no longer be undone. */
export function drop(stack: UndoStack, change: string): UndoStack {
  const without = (changes: readonly Done[]) => changes.filter((each) => each.id !== change);
  return {
    done: stack.done
      .map((step) => (has(step, change) ? { ...step, changes: without(step.changes) } : step))
      .filter((step) => step.changes.length > 0),
    undone: stack.undone
      .map((undone) => ({ ...undone, by: without(undone.by) }))
      .filter((undone) => undone.by.length > 0),
  };
}

export function latest(stack: UndoStack): Step | undefined {
  return stack.done[stack.done.length - 1];
}

export function latestUndone(stack: UndoStack): Undone | undefined {
  return stack.undone[stack.undone.length - 1];
}

function has(step: Step, change: string): boolean {
  return step.changes.some((each) => each.id === change);
}
