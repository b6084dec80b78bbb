// Finding a song in a long board.

import { folded } from "../core/text.ts";
import { slip } from "../core/format.ts";
import type { Row } from "../core/words.ts";

/** How many rows a list has before it can be searched. */
export const LONG = 20;

/** Reports whether every word that was typed is somewhere in a row: its song,
 * artist, asker or number. */
export function matches(row: Row, typed: string): boolean {
  const words = spelled(`${row.title} ${row.artist} ${row.name} ${slip(row.number)}`);
  return spelled(typed)
    .split(" ")
    .every((word) => words.includes(word));
}

/** Here what stands in brackets matters too. */
function spelled(text: string): string {
  return folded(text.replace(/[()[\]{}]/g, " "));
}
