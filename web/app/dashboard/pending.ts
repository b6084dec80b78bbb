// What the DJ did and the server has not yet shown: laid over the board, so
// that a row acts at once, and taken away again when the board shows it or the
// server refuses it. What is shown is always the server's board plus these.

import type { Gig, Row } from "../core/words.ts";
import type { Move } from "./queue.ts";

/** The fields that the crew decides about a row. */
export type Patch = Partial<Pick<Row, "status" | "reason" | "next" | "into" | "played_at" | "still_at" | "position" | "held">>;

/** One command on its way. */
export interface Pending {
  change: string;
  rows: ReadonlyMap<string, Patch>;
  added: Row | null; // an own song that the board does not have yet
  event: Partial<Gig> | null;
  move: Move | null; // in the queue
  was: ReadonlyMap<string, string>; // how the rows stood when it was sent
  wasEvent: string; // and what it changes of the event
  acked: number; // ms, 0 until the server has answered
}

/** After an answer the board follows at once; a row that does not within this time never will. */
const FOLLOWS_MS = 3_000;

/** What the crew decided about a row, to tell whether it changed. */
export function decided(row: Row | undefined): string {
  return row ? JSON.stringify([row.status, row.reason, row.next, row.into, row.position, row.held, row.still_at]) : "";
}

/** The rows with what is pending laid over them. Rows that nothing is pending for keep their identity. */
export function laidOver(rows: ReadonlyMap<string, Row>, pending: readonly Pending[]): ReadonlyMap<string, Row> {
  if (pending.length === 0) return rows;
  const shown = new Map(rows);
  for (const p of pending) {
    if (p.added && !shown.has(p.added.id)) shown.set(p.added.id, p.added);
    for (const [id, patch] of p.rows) {
      const row = shown.get(id);
      if (row) shown.set(id, { ...row, ...patch });
    }
  }
  return shown;
}

/** The event with what is pending laid over it. */
export function eventOver(event: Gig, pending: readonly Pending[]): Gig {
  return pending.reduce((shown, p) => (p.event ? { ...shown, ...p.event } : shown), event);
}

/** The moves in the queue that are on their way, in the order they were made. */
export function movesOf(pending: readonly Pending[]): Move[] {
  return pending.flatMap((p) => (p.move ? [p.move] : []));
}

/**
 * What is still pending: an answered command stays until the board has moved
 * on from where it stood, so that a row never jumps back for a moment.
 */
export function remaining(
  pending: readonly Pending[],
  rows: ReadonlyMap<string, Row>,
  event: Gig,
  now: number,
): readonly Pending[] {
  const left = pending.filter((p) => {
    if (p.acked === 0) return true;
    if (now - p.acked > FOLLOWS_MS) return false;
    if (p.added && !rows.has(p.added.id)) return true;
    for (const [id, was] of p.was) if (decided(rows.get(id)) === was) return true;
    return p.event !== null && settings(event, p.event) === p.wasEvent && p.wasEvent !== settings(p.event, p.event);
  });
  return left.length === pending.length ? pending : left;
}

/** The event's settings that a patch changes, to tell whether they changed. Times that the server sets are never quite those of the patch. */
export function settings(event: Partial<Gig>, patch: Partial<Gig> | null): string {
  return JSON.stringify(Object.keys(patch ?? {}).map((field) => event[field as keyof Gig]));
}
