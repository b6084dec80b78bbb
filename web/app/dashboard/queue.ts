// The DJ's own order of the queue, and the moves in it that are not yet on
// the server.

/** What the order reads of a request. */
export interface Queued {
  id: string;
  number: number;
  status: string;
  position: string | null;
}

/** A request put before another one of the queue, or at its end for null. */
export interface Move {
  id: string;
  before: string | null;
}

/** The queue as it will be once the moves hold: by position, then each move in turn. */
export function queueOrder<T extends Queued>(rows: Iterable<T>, moves: readonly Move[] = []): T[] {
  const queue: T[] = [];
  for (const row of rows) if (row.status === "accepted") queue.push(row);
  queue.sort(byPosition);
  for (const move of moves) {
    const from = queue.findIndex((row) => row.id === move.id);
    if (from < 0) continue;
    const [row] = queue.splice(from, 1);
    const to = move.before === null ? -1 : queue.findIndex((other) => other.id === move.before);
    queue.splice(to < 0 ? queue.length : to, 0, row!);
  }
  return queue;
}

// Positions are compared bytewise, as the server does; they are ASCII. One
// that is not known yet stands at the end.
function byPosition(a: Queued, b: Queued): number {
  const pa = a.position ?? "~";
  const pb = b.position ?? "~";
  if (pa !== pb) return pa < pb ? -1 : 1;
  return a.number - b.number;
}

/** The move that takes a request `by` places down (or up, negative); null at the ends. */
export function moveBy(order: readonly string[], id: string, by: number): Move | null {
  const from = order.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= order.length || by === 0) return null;
  return moveTo(order, id, to);
}

/** The move that gives a request the place `to` in the queue; null if it has it. */
export function moveTo(order: readonly string[], id: string, to: number): Move | null {
  const from = order.indexOf(id);
  if (from < 0 || from === to) return null;
  const rest = order.filter((other) => other !== id);
  return { id, before: rest[to] ?? null };
}
