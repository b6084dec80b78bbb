// Where a song that somebody asks for stands already.

import { numbered, time } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import type { Row } from "../core/words.ts";
import { similar, type Song } from "./similar.ts";

/**
 * For each request that waits the one of the same song that the DJ has decided
 * on and that stands elsewhere: it is queued, or else the latest of those that
 * play, were played, or were declined.
 */
export function twins<T extends Song>(waiting: readonly T[], decided: readonly T[], at: (song: T) => number): Map<string, T> {
  const same = similar([...new Set([...waiting, ...decided])]);
  const known = new Map(decided.map((song) => [song.id, song]));
  const queued = (song: T) => Number(song.status === "accepted");
  const found = new Map<string, T>();
  for (const { id, status } of waiting) {
    const others = (same.get(id) ?? []).flatMap((song) => known.get(song.id) ?? []).filter((other) => other.status !== status);
    if (others.length === 0) continue;
    found.set(id, others.reduce((a, b) => ((queued(b) - queued(a) || at(b) - at(a)) > 0 ? b : a)));
  }
  return found;
}

/** When a row became what it is. */
export function decidedAt(row: Row): number {
  return row.status === "declined" ? (row.moved_at ?? row.at) : row.played_at || row.at;
}

/** How a twin stands, in a few words. */
export function standing(twin: Row): string {
  if (twin.status === "accepted") return t("Queued as {request}", { request: numbered(twin.number) });
  if (twin.status === "playing") return t("Plays now");
  const at = time(decidedAt(twin));
  return twin.status === "played" ? t("Played {time}", { time: at }) : t("Declined {time}", { time: at });
}
