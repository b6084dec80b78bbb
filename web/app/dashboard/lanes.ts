// The rows of a board, sorted into the lanes of the dashboard.

import { byPlayed, byVotes } from "../core/board.ts";
import type { Row } from "../core/words.ts";
import { groupsOf, type Group } from "./groups.ts";
import { queueOrder, type Move } from "./queue.ts";
import { playsOf } from "./turns.ts";

export interface Lanes {
  inbox: Row[]; // most wanted first: where it would stand if it did not hold still
  later: Row[];
  queue: Row[]; // the DJ's order
  played: Row[];
  declined: Row[];
  hidden: Row[];
  now: Row | null;
  next: Row | null; // the head of the queue; fixed if its `next` is on
  plays: ReadonlyMap<string, number>; // songs played, by asker
  groups: ReadonlyMap<string, Group>; // what merged requests come to, and made votes
}

/** Sorts rows into lanes, with what is being moved in the queue. */
export function lanesOf(rows: ReadonlyMap<string, Row>, moves: readonly Move[]): Lanes {
  const lanes: Lanes = {
    inbox: [],
    later: [],
    queue: [],
    played: [],
    declined: [],
    hidden: [],
    now: null,
    next: null,
    plays: playsOf(rows),
    groups: groupsOf(rows.values()),
  };
  for (const row of rows.values()) {
    if (row.status === "new") lanes.inbox.push(row);
    else if (row.status === "later") lanes.later.push(row);
    else if (row.status === "played") lanes.played.push(row);
    else if (row.status === "declined") lanes.declined.push(row);
    else if (row.status === "hidden") lanes.hidden.push(row);
    else if (row.status === "playing" && row.played_at >= (lanes.now?.played_at ?? 0)) lanes.now = row;
  }
  lanes.inbox.sort(byVotes);
  lanes.later.sort((a, b) => a.number - b.number);
  lanes.queue = queueOrder(rows.values(), moves);
  lanes.played.sort(byPlayed);
  lanes.declined.sort((a, b) => b.number - a.number);
  lanes.hidden.sort((a, b) => b.number - a.number);
  lanes.next = lanes.queue[0] ?? null;
  return lanes;
}

/** What the crew may still decide on, in the order it came in. */
export function waiting(lanes: Lanes): Row[] {
  return [...lanes.inbox, ...lanes.later, ...lanes.queue].sort((a, b) => a.number - b.number);
}

/** What is queued, plays, was played or was declined. */
export function decidedOn(lanes: Lanes): Row[] {
  return [...lanes.queue, ...(lanes.now ? [lanes.now] : []), ...lanes.played, ...lanes.declined];
}
