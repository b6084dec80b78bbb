// Which requests look like the song that is being typed, so that a vote can
// take the place of a second slip.

import { folded } from "../core/text.ts";
import { open, type Row } from "../core/words.ts";

/** At most two, the closest first: every word typed so far begins a word of
 * the song or its artist, where the artist is known. Declined ones are no help
 * to anybody. */
export function alike(rows: Iterable<Row>, title: string, artist: string): Row[] {
  const song = folded(title);
  const by = folded(artist);
  if (song.length < 3) return [];
  const found: Row[] = [];
  for (const row of rows) {
    const words = folded(`${row.title} ${row.artist}`).split(" ");
    const typed = (row.artist ? `${song} ${by}` : song).trim().split(" ");
    const matches = typed.every((part) => words.some((word) => word.startsWith(part)));
    if (matches && row.status !== "declined") found.push(row);
  }
  const rank = (row: Row) => Number(folded(row.title).startsWith(song)) * 2 + Number(open(row.status));
  return found.sort((a, b) => rank(b) - rank(a) || b.votes - a.votes).slice(0, 2);
}
