// What a page does about a command that was refused.

import type { Command, ErrorFrame } from "./words.ts";

/** How often a command is sent again. */
const TRIES = 5;

/** wait: the server is busy, send it again later. identify: become somebody
 * first. admit: do first what the event asks of those who take part. */
export type Remedy = "wait" | "identify" | "admit" | "none";

/** Which remedy there is, for a command that was sent again so many times. */
export function remedy(error: Pick<ErrorFrame, "code" | "challenge">, command: Command["type"], tries: number): Remedy {
  switch (error.code) {
    case "sign_in":
      return tries < 2 ? "identify" : "none";
    case "challenge":
      return error.challenge && tries < TRIES ? "admit" : "none";
    case "slow_down":
      return command !== "request" && tries < TRIES ? "wait" : "none";
    case "busy":
    case "moved":
      return tries < TRIES ? "wait" : "none";
    default:
      return "none";
  }
}
