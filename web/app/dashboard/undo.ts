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
  at: number; // ms
}

/** Undo and redo over steps; plain values, so that a signal can hold it. */
export interface UndoStack {
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
}

export const emptyStack: UndoStack = { done: [], undone: [] };

/** Adds what was just done; what had been undone before can no longer be redone. */
export function push(stack: UndoStack, step: Step): UndoStack {
  return { done: [...stack.done, step].slice(-STEPS), undone: [] };
}

/** The stack after its latest step was taken back by `undoing`. */
export function undid(stack: UndoStack, undoing: Step): UndoStack {
  return { done: stack.done.slice(0, -1), undone: [...stack.undone, undoing].slice(-STEPS) };
}

/** The stack after the latest undo was taken back by `redoing`. */
export function redid(stack: UndoStack, redoing: Step): UndoStack {
  return { done: [...stack.done, redoing].slice(-STEPS), undone: stack.undone.slice(0, -1) };
}

/** The stack without changes that the server refused or that can no longer be undone. */
export function drop(stack: UndoStack, change: string): UndoStack {
  const without = (steps: readonly Step[]) =>
    steps
      .map((s) => (has(s, change) ? { ...s, changes: s.changes.filter((c) => c.id !== change) } : s))
      .filter((s) => s.changes.length > 0);
  return { done: without(stack.done), undone: without(stack.undone) };
}

function has(step: Step, change: string): boolean {
  return step.changes.some((c) => c.id === change);
}

export function latest(stack: UndoStack): Step | undefined {
  return stack.done[stack.done.length - 1];
}

export function latestUndone(stack: UndoStack): Step | undefined {
  return stack.undone[stack.undone.length - 1];
}
