// Optimistic votes: what is shown is what the server says, give or take what is
// on its way. The count never goes 38 → 37 → 38, whatever order the answer, the
// delta and the `me` message arrive in.

import type { Row } from "./words.ts";

/** How long a count stands still after a tap, unless the answer comes first:
 * a delta in that time may or may not contain this vote already. */
const STILL = 1000;

/** How long the total of an answer outweighs a delta that lags behind it. */
const SETTLE = 1500;

interface Pending {
  on: boolean;
  counted: boolean; // whether the server's count contains this person
  seq: number; // of the command on its way; 0 once it was answered
  since: number;
  still: number; // the server's count when it was tapped or answered
}

export interface Shown {
  votes: number;
  mine: boolean;
  sending: boolean; // for longer than a second
}

/** The votes of this page's person. Owned by one Client; not shared. */
export class Votes {
  /** Grows whenever something may show differently. */
  revision = 0;

  private readonly counted = new Set<string>();
  private readonly pending = new Map<string, Pending>();
  private lastSeq = 0;

  /** Votes for a row, or takes the vote back; returns the command's seq. */
  cast(row: Row, on: boolean, now: number): number {
    this.revision++;
    const before = this.pending.get(row.id);
    const seq = ++this.lastSeq;
    this.pending.set(row.id, {
      on,
      counted: before && before.seq > 0 ? before.counted : this.counted.has(row.id),
      seq,
      since: now,
      still: before ? before.still : row.votes,
    });
    return seq;
  }

  /** The server holds the vote; total is the row's count with it. */
  answered(id: string, seq: number, on: boolean, total: number, now: number): void {
    this.set(id, on);
    const entry = this.pending.get(id);
    if (!entry) return;
    entry.counted = on;
    entry.still = total;
    if (entry.seq === seq) Object.assign(entry, { seq: 0, since: now });
  }

  /** The server refused: back to what it counts. */
  refused(id: string, seq: number): void {
    if (this.pending.get(id)?.seq === seq) this.pending.delete(id);
    this.revision++;
  }

  /** Takes in the ids of a `me` message. On the first of a connection, which
   * comes after everything missed, it also says what the rows' counts contain. */
  me(ids: readonly string[], first?: ReadonlyMap<string, Row>): void {
    this.revision++;
    this.counted.clear();
    for (const id of ids) this.counted.add(id);
    for (const [id, entry] of this.pending) {
      if (first && entry.seq > 0) Object.assign(entry, { counted: this.counted.has(id), still: first.get(id)?.votes ?? entry.still, since: 0 });
      else if (entry.seq === 0) this.set(id, entry.on);
    }
  }

  /** Asking for a song casts one's own vote. */
  asked(id: string): void {
    this.set(id, true);
  }

  shown(row: Row, now: number): Shown {
    const entry = this.pending.get(row.id);
    if (!entry) return { votes: row.votes, mine: this.counted.has(row.id), sending: false };
    if (entry.seq === 0) {
      const votes = entry.on ? Math.max(row.votes, entry.still) : Math.min(row.votes, entry.still);
      return { votes, mine: entry.on, sending: false };
    }
    const sending = now - entry.since >= STILL;
    // What comes of it, and no less: a count that is as far may contain it already.
    let votes = entry.still + Number(entry.on) - Number(entry.counted);
    if (sending) votes = entry.on === entry.counted ? row.votes : entry.on ? Math.max(votes, row.votes) : Math.min(votes, row.votes);
    return { votes: Math.max(0, votes), mine: entry.on, sending };
  }

  /** Forgets answers that the board has caught up with. Returns when to look
   * again (Unix ms), or 0 when nothing will change by itself. */
  settle(rows: ReadonlyMap<string, Row>, now: number): number {
    let next = 0;
    if (this.pending.size > 0) this.revision++;
    for (const [id, entry] of this.pending) {
      const row = rows.get(id);
      const due = entry.since + (entry.seq === 0 ? SETTLE : STILL);
      if (entry.seq === 0) {
        const reached = !row || (entry.on ? row.votes >= entry.still : row.votes <= entry.still);
        if (reached || now >= due) {
          this.pending.delete(id);
          continue;
        }
      }
      if (due > now) next = next === 0 ? due : Math.min(next, due);
    }
    return next;
  }

  private set(id: string, on: boolean): void {
    this.revision++;
    if (on) this.counted.add(id);
    else this.counted.delete(id);
  }
}
