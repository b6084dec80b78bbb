// How a request of one's own stands, in words.

import { t } from "../core/tongue.ts";
import type { Row, Slip, Status } from "../core/words.ts";

/** The way of a request, by the names that styles have for its steps. */
export const steps = Object.entries({ sent: t("Sent"), queue: t("Queue"), next: t("Next"), playing: t("Playing"), played: t("Played") });

export interface Fate {
  step: number; // of steps; -1 when it left the way
  text: string;
  withdrawable: boolean;
}

const reasons: Record<string, string> = {
  dont_have: t("the DJ does not have it"),
  already_played: t("already played"),
};

/** Says how a request stands; held is one that others do not see yet. */
export function fate(req: Row | Slip, held = false): Fate {
  const next = "next" in req && req.next;
  switch (req.status) {
    case "new":
    case "later":
      return { step: 0, text: held ? t("Waits for the DJ’s approval") : t("Sent to the DJ"), withdrawable: true };
    case "accepted":
      return next ? { step: 2, text: t("Next"), withdrawable: false } : { step: 1, text: t("In the queue"), withdrawable: true };
    case "playing":
      return { step: 3, text: t("Playing now"), withdrawable: false };
    case "played":
      return { step: 4, text: t("Played"), withdrawable: false };
    default:
      return { step: -1, text: away(req.status, req.reason), withdrawable: false };
  }
}

function away(status: Status, reason: string): string {
  switch (status) {
    case "declined":
      if (!reason || reason === "not_tonight") return t("Not tonight");
      return t("Not tonight: {reason}", { reason: reasons[reason] ?? reason });
    case "withdrawn":
      return t("Withdrawn");
    case "merged":
      return t("Joined with the same song");
    default:
      return t("Taken off the board");
  }
}
