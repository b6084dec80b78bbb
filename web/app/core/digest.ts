// The digest of what a page shows, byte for byte that of board/digest.go;
// board/testdata/digests.json holds the two together.

import type { Board } from "./board.ts";
import type { Audience } from "./words.ts";

/** SHA-256, in hex, of the board as the audience sees it. It needs a secure
 * context (https or localhost), where browsers have crypto.subtle. */
export async function digest(board: Board, audience: Audience): Promise<string> {
  const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical(board, audience)));
  return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function canonical(board: Board, audience: Audience): string {
  const out: string[] = [];
  const encoder = new TextEncoder();
  const put = (...values: (string | number | boolean | null | undefined)[]) => {
    for (const value of values) {
      const text = typeof value === "boolean" ? String(Number(value)) : String(value ?? "");
      out.push(`${encoder.encode(text).length}:${text},`);
    }
  };
  const e = board.event;
  put(e.code, e.title, e.state, e.gate, e.voting, e.announcement);
  put(e.limits.open, e.limits.cooldown, e.limits.total, e.limits.repeat, e.limits.fade, e.admission, e.declines, e.approval, e.dedications, e.starts_at, e.ended_at, e.closes_at, e.zone);
  const rows = [...board.rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const q of rows) {
    put(q.id, q.number, q.title, q.artist, q.name, q.dedication, q.status, q.reason);
    put(q.votes, q.position, q.next, q.own, q.at, q.played_at, q.still_at);
    if (audience === "crew") put(q.note, q.asker, q.into, q.told ?? false, q.archived ?? false, q.held ?? false, q.quiet ?? false, q.moved_at ?? 0, q.flagged ?? false, q.suspect ?? 0, q.voided ?? 0);
  }
  return out.join("");
}
