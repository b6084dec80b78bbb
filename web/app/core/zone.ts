// Times of an event where it is, and where the viewer is.

import { date, time } from "./format.ts";
import { t } from "./tongue.ts";

/** What to add to a time that the server wrote in the event's zone, for a
 * viewer whose clock shows another one; "" for who is there. */
export function here(at: number, eventZone: string, viewerZone: string): string {
  if (Number.isNaN(at) || viewerZone === "") return "";
  const clock = (timeZone: string) => new Intl.DateTimeFormat("en", { timeZone, dateStyle: "short", timeStyle: "short" }).format(at);
  if (clock(eventZone || "UTC") === clock(viewerZone)) return "";
  return t("{date} {time} where you are", { date: date(at), time: time(at) });
}
