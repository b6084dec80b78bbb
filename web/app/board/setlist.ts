// What was played, as text to paste elsewhere.

import { byPlayed } from "../core/board.ts";
import { time } from "../core/format.ts";
import type { Row } from "../core/words.ts";

/** One line a song, the first played first. */
export function setList(played: readonly Row[]): string {
  return [...played]
    .sort((a, b) => byPlayed(b, a))
    .map(({ played_at, title, artist }) => `${played_at > 0 ? `${time(played_at)}  ` : ""}${title}${artist && ` – ${artist}`}`)
    .join("\n");
}
