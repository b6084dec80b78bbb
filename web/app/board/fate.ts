// How a request of one's own stands, in words.

import type { Row, Slip, Status } from "../core/words.ts";

export const steps = ["Sent", "Queue", "Next", "Playing", "Played"] as const;

export interface Fate {
  step: number; // of steps; -1 when it left the way
  text: string;
  withdrawable: boolean;
}

const reasons: Record<string, string> = {
  dont_have: "the DJ does not have it",
  not_tonight: "not tonight",
  already_played: "already played",
};

/** Says how a request stands; held is one that others do not see yet. */
export function fate(req: Row | Slip, held = false): Fate {
  const next = "next" in req && req.next;
  switch (req.status) {
    case "new":
    case "later":
      return { step: 0, text: held ? "Waits for the DJ’s approval" : "Sent to the DJ", withdrawable: true };
    case "accepted":
      return next ? { step: 2, text: "Next", withdrawable: false } : { step: 1, text: "In the queue", withdrawable: true };
    case "playing":
      return { step: 3, text: "Playing now", withdrawable: false };
    case "played":
      return { step: 4, text: "Played", withdrawable: false };
    default:
      return { step: -1, text: away(req.status, req.reason), withdrawable: false };
  }
}

function away(status: Status, reason: string): string {
  switch (status) {
    case "declined":
      if (!reason || reason === "not_tonight") return "Not tonight";
      return `Not tonight: ${reasons[reason] ?? reason}`;
    case "withdrawn":
      return "Withdrawn";
    case "merged":
      return "Joined with the same song";
    default:
      return "Taken off the board";
  }
}
