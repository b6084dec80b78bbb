// Fair turns: whoever had the fewest plays this event comes first.

import { byVotes } from "../core/board.ts";
import { plural, t } from "../core/tongue.ts";
import type { Row } from "../core/words.ts";

/** How many songs of each asker were played; those merged into a song were played with it. */
export function playsOf(rows: ReadonlyMap<string, Row>): Map<string, number> {
  const plays = new Map<string, number>();
  for (const row of rows.values()) {
    const song = row.status === "merged" && row.into ? rows.get(row.into) : row;
    if (!row.asker || row.own || (song?.status !== "playing" && song?.status !== "played")) continue;
    plays.set(row.asker, (plays.get(row.asker) ?? 0) + 1);
  }
  return plays;
}

/** Fewest plays first, then most wanted. */
export function inTurns(rows: readonly Row[], plays: ReadonlyMap<string, number>): Row[] {
  return [...rows].sort((a, b) => playsFor(a, plays) - playsFor(b, plays) || byVotes(a, b));
}

/** "first turn", or how many songs its asker has had. */
export function turnOf(row: Row, plays: ReadonlyMap<string, number>): string {
  const had = playsFor(row, plays);
  return had === 0 ? t("first turn") : plural(had, "{n} played", "{n} played");
}

function playsFor(row: Row, plays: ReadonlyMap<string, number>): number {
  return plays.get(row.asker ?? "") ?? 0;
}
