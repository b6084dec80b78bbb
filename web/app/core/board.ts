// The pure state of a board: it takes in the frames that a server sends, as
// board/view.go does. A Board is never changed in place, and a row that did not
// change keeps its identity, so that components can tell by comparing.

import type { BoardFrame, DeltaFrame, Gig, Row, RowPart, SharedFrame } from "./words.ts";

export interface Board {
  readonly cookie: string; // where this reader stands; opaque
  readonly event: Gig;
  readonly rows: ReadonlyMap<string, Row>;
  readonly here: number;
  readonly features: readonly string[];
}

/** What became of a frame. A hole means that something was missed: catch up
 * from the board's cookie; its rows are then as they were. */
export interface Receipt {
  board: Board | null;
  hole: boolean;
}

export function receive(board: Board | null, frame: SharedFrame): Receipt {
  switch (frame.type) {
    case "board":
      return { board: whole(frame, board?.here ?? 0), hole: false };
    case "delta":
      return board ? receiveDelta(board, frame) : { board, hole: true };
    case "presence":
      if (!board) return { board, hole: true };
      return { board: { ...board, here: frame.here }, hole: frame.cookie !== board.cookie };
  }
}

function whole(frame: BoardFrame, here: number): Board {
  const rows = new Map<string, Row>();
  for (const row of frame.requests) rows.set(row.id, row);
  return { cookie: frame.cookie, event: frame.event, rows, here, features: frame.features };
}

function receiveDelta(board: Board, frame: DeltaFrame): Receipt {
  if (frame.since !== board.cookie) return { board, hole: true };
  const changed: Row[] = [];
  for (const part of frame.requests ?? []) {
    const row = patched(board.rows.get(part.id), part);
    if (!row) return { board, hole: true };
    changed.push(row);
  }
  let rows = board.rows;
  if (changed.length > 0 || frame.gone?.length) {
    const next = new Map(rows);
    for (const row of changed) next.set(row.id, row);
    for (const id of frame.gone ?? []) next.delete(id);
    rows = next;
  }
  const event = frame.event ? { ...board.event, ...frame.event } : board.event;
  return { board: { ...board, cookie: frame.cookie, event, rows }, hole: false };
}

/** A part of a row that is not known means that something was missed. */
function patched(known: Row | undefined, part: RowPart): Row | null {
  if (known) return { ...known, ...part };
  return part.number ? (part as Row) : null;
}

/** Most wanted first: votes, then age. */
export function byVotes(a: Row, b: Row): number {
  return b.votes - a.votes || a.number - b.number;
}

/** The DJ's own order: positions compare bytewise, ties by number. */
export function byPosition(a: Row, b: Row): number {
  const left = a.position ?? "";
  const right = b.position ?? "";
  if (left !== right) return left < right ? -1 : 1;
  return a.number - b.number;
}

/** Latest played first. */
export function byPlayed(a: Row, b: Row): number {
  return b.played_at - a.played_at || b.number - a.number;
}

export function rowsWith(board: Board, ...statuses: Row["status"][]): Row[] {
  const found: Row[] = [];
  for (const row of board.rows.values()) if (statuses.includes(row.status)) found.push(row);
  return found;
}

/** The accepted requests in the DJ's order. */
export function queue(board: Board): Row[] {
  return rowsWith(board, "accepted").sort(byPosition);
}

export function nowPlaying(board: Board): Row | null {
  return rowsWith(board, "playing")[0] ?? null;
}

/** The first of the queue, when the DJ fixed it. */
export function upNext(board: Board): Row | null {
  const first = queue(board)[0];
  return first?.next ? first : null;
}
