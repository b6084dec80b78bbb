// What one may still ask for, told before anything is sent. These are hints:
// the server decides, by its own clock.

import { rowsWith, type Board } from "../core/board.ts";
import { number, span, time } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import type { MeFrame } from "../core/words.ts";

/** "1 of 2 left · next at 22:50, in 4 min"; empty without any limit. */
export function allowance(board: Board, me: MeFrame | null, now: number): string {
  const { open, total } = board.event.limits;
  if (total > 0 && rowsWith(board, "new", "accepted").filter((row) => !row.own).length >= total) {
    return t("The DJ has enough requests for now");
  }
  const parts: string[] = [];
  if (open > 0) parts.push(t("{left} of {open} left", { left: number(me?.limits.left ?? open), open: number(open) }));
  const next = me?.limits.next_at ?? 0;
  if (next > now) parts.push(t("next at {time}, in {span}", { time: time(next), span: span(next - now) }));
  return parts.join(" · ");
}
