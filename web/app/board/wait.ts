// How long an accepted request may still take: a hint, never a promise.

import { queue, rowsWith, type Board } from "../core/board.ts";
import { span } from "../core/format.ts";
import { t } from "../core/tongue.ts";

const MINUTE = 60_000;
const USUAL = 4 * MINUTE; // from one song to the next, until tonight has shown its own pace
const ENOUGH = 3; // times from one song to the next, to tell a pace

/** Words such as "about 20 min" for each accepted request, but the next: its
 * place in the queue times the pace of tonight. */
export function waits(board: Board): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  if (board.event.state !== "live") return words;
  const each = pace(rowsWith(board, "playing", "played").map((row) => row.played_at));
  queue(board).forEach((row, i) => {
    if (!(i === 0 && row.next)) words.set(row.id, rough((i + 1) * each));
  });
  return words;
}

/** The median time from one song to the next, in ms. Breaks are left out, and
 * songs that were only ticked off in a row. */
export function pace(began: readonly number[]): number {
  const times = began.filter((at) => at > 0).sort((a, b) => a - b);
  const gaps = times.flatMap((at, i) => (i > 0 ? [at - times[i - 1]!] : [])).filter((gap) => gap >= MINUTE && gap <= 15 * MINUTE);
  if (gaps.length < ENOUGH) return USUAL;
  gaps.sort((a, b) => a - b);
  const middle = gaps.length >> 1;
  return gaps.length % 2 ? gaps[middle]! : (gaps[middle - 1]! + gaps[middle]!) / 2;
}

/** Minutes up to ten, then steps of five: more would look like knowledge. */
function rough(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE));
  if (minutes > 60) return t("over an hour");
  return t("about {time}", { time: span(minutes < 10 ? minutes * MINUTE : Math.round(minutes / 5) * 5 * MINUTE) });
}
