// The stable order of the inbox: counts change in place at once, rows change
// places only when nobody is about to touch them.

/** A row that nobody touched for this long may be moved by votes. */
export const IDLE_MS = 5_000;
/** A pointer that rests on the list holds it longer: someone may be reading. */
export const HOVER_MS = 10_000;

/** What a page knows about its user's hands; times in ms of one clock. */
export interface Hands {
  now: number;
  touched: number; // last key, tap, scroll or pointer move
  settled: number; // when rows last changed places
  down: boolean; // a pointer is down
  over: boolean; // a pointer rests on the list
  busy: boolean; // a menu or a dialog is open
  held: boolean; // Hold order is on
}

/** Milliseconds until rows may change places; 0 means now, Infinity not by itself. */
export function waitToSettle(h: Hands): number {
  if (h.held || h.down || h.busy) return Infinity;
  const calm = h.touched + (h.over ? HOVER_MS : IDLE_MS);
  const pace = h.settled + IDLE_MS;
  return Math.max(0, Math.max(calm, pace) - h.now);
}

/**
 * The order to show while it is held: rows that left are gone, rows not known
 * before come last so that nothing moves, and rows that come back (an undo)
 * take their place after the row that stands before them in `wanted`.
 */
export function heldOrder(
  shown: readonly string[],
  wanted: readonly string[],
  known: (id: string) => boolean,
): string[] {
  const want = new Set(wanted);
  const order = shown.filter((id) => want.has(id));
  const have = new Set(order);
  wanted.forEach((id, i) => {
    if (have.has(id)) return;
    have.add(id);
    if (!known(id)) {
      order.push(id);
      return;
    }
    let after = i - 1;
    while (after >= 0 && !order.includes(wanted[after]!)) after--;
    order.splice(after < 0 ? 0 : order.indexOf(wanted[after]!) + 1, 0, id);
  });
  return order;
}

/** How many rows' room stands empty above the list, after rows above the anchor left or came back. */
export function roomAbove(room: number, before: readonly string[], after: readonly string[], anchor: string | null): number {
  const [was, is] = anchor === null ? [-1, -1] : [before.indexOf(anchor), after.indexOf(anchor)];
  return was < 0 || is < 0 ? room : Math.max(0, room + was - is);
}

/** `wanted` with the anchor kept at its place on the screen, below `room` rows that are missing; others flow around it. */
export function settledOrder(shown: readonly string[], wanted: readonly string[], anchor: string | null, room = 0): string[] {
  const at = anchor === null ? -1 : shown.indexOf(anchor);
  if (anchor === null || at < 0 || !wanted.includes(anchor)) return [...wanted];
  const rest = wanted.filter((id) => id !== anchor);
  rest.splice(Math.min(at + room, rest.length), 0, anchor);
  return rest;
}

/** Whether settling would move any row. */
export function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

/** The row that takes the focus when `id` has left: the next that is still there, else the one before. */
export function heir(before: readonly string[], after: readonly string[], id: string): string | null {
  const at = before.indexOf(id);
  if (at < 0) return after[0] ?? null;
  const there = new Set(after);
  for (let i = at + 1; i < before.length; i++) if (there.has(before[i]!)) return before[i]!;
  for (let i = at - 1; i >= 0; i--) if (there.has(before[i]!)) return before[i]!;
  return after[0] ?? null;
}
