// A made-up night for the demo on the front page, where there is no line to the
// server's: what a visitor, a crowd and a DJ do to its board. Nothing of it
// leaves the browser. A night is never changed in place.

import { byVotes } from "../core/board.ts";
import type { Row } from "../core/words.ts";

export interface Night {
  readonly rows: readonly Row[];
  readonly free: number; // the number that the next slip gets
  readonly votes: ReadonlySet<string>; // of the visitor
  readonly mine: ReadonlySet<string>; // asked for by the visitor
  readonly wishes: number; // how many wishes of the crowd there were
}

/** Beats between two wishes of the crowd, and between two songs. */
const WISH = 7;
const SONG = 12;

/** The crowd asks for no more while so many wait. */
const MOST = 9;

const invented: readonly [title: string, artist: string, name: string][] = [
  ["Paper Lanterns", "The Late Ushers", "Ida"],
  ["Night Bus to Nowhere", "KOLIBRI", ""],
  ["Velvet Static", "Low Tide Radio", "Otto"],
  ["Rooftop Weather", "Juno Vale", "Sam"],
  ["Nine Copper Robots", "Marlow Finch", ""],
  ["Glass Elevator Waltz", "Ana & the Interns", "Priya"],
];

export function begin(rows: readonly Row[]): Night {
  const free = Math.max(0, ...rows.map((row) => row.number)) + 1;
  return { rows, free, votes: new Set(), mine: new Set(), wishes: 0 };
}

export function slipOf(number: number, title: string, artist: string, name: string, votes: number, status: Row["status"]): Row {
  return {
    id: `demo-${number}`,
    number,
    title,
    artist,
    name,
    dedication: "",
    status,
    reason: "",
    votes,
    position: null,
    next: false,
    own: false,
    at: 0,
    played_at: 0,
    still_at: 0,
  };
}

/** What waits, the most wanted first. */
export function wanted(night: Night): Row[] {
  return night.rows.filter(waits).sort(byVotes);
}

function waits(row: Row): boolean {
  return row.status === "new" || row.status === "accepted";
}

/** The visitor votes, or takes the vote back. */
export function vote(night: Night, id: string): Night {
  const votes = new Set(night.votes);
  const by = votes.delete(id) ? -1 : 1;
  if (by > 0) votes.add(id);
  return { ...changed(night, id, (row) => ({ ...row, votes: row.votes + by })), votes };
}

/** The visitor asks for a song, which is a vote for it. */
export function ask(night: Night, row: Row): Night {
  return {
    ...night,
    rows: [...night.rows, row],
    free: Math.max(night.free, row.number + 1),
    votes: new Set(night.votes).add(row.id),
    mine: new Set(night.mine).add(row.id),
  };
}

/** One beat of the crowd: a vote, at times a wish, and at times the DJ plays
 * the next song. What the visitor asked for is liked. */
export function beat(night: Night, n: number, random: () => number): Night {
  let next = night;
  if (n % WISH === 0) next = wish(next);
  if (n % SONG === 0) next = play(next);
  const choice = wanted(next).flatMap((row) => (next.mine.has(row.id) ? [row, row, row, row] : [row]));
  const liked = choice[Math.floor(random() * choice.length)];
  return liked ? changed(next, liked.id, (row) => ({ ...row, votes: row.votes + 1 })) : next;
}

function wish(night: Night): Night {
  const waiting = wanted(night);
  const song = invented[night.wishes % invented.length];
  if (!song || waiting.length >= MOST || night.rows.some((row) => row.title === song[0] && row.status !== "played")) return night;
  const row = slipOf(night.free, ...song, 1, "new");
  return { ...night, rows: [...night.rows, row], free: night.free + 1, wishes: night.wishes + 1 };
}

/** What plays was played, the first of the queue plays, and the most wanted is
 * queued. What was played is forgotten, unless it is the visitor's. */
function play(night: Night): Night {
  const queued = night.rows.find((row) => row.status === "accepted");
  const liked = wanted(night).find((row) => row.status === "new");
  const rows = night.rows
    .filter((row) => row.status !== "playing" || night.mine.has(row.id))
    .map((row): Row => {
      if (row.status === "playing") return { ...row, status: "played" };
      if (row === queued) return { ...row, status: "playing" };
      return row === liked ? { ...row, status: "accepted" } : row;
    });
  return { ...night, rows };
}

function changed(night: Night, id: string, change: (row: Row) => Row): Night {
  return { ...night, rows: night.rows.map((row) => (row.id === id ? change(row) : row)) };
}
