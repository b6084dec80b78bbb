// A song as one types it into the search of a deck.

import type { Song } from "../core/text.ts";

/**
 * "artist title" without what a search stumbles over: what stands in brackets,
 * who is featured, and doubled spaces. A text that is nothing else stays as it is.
 */
export function deckSearch({ title, artist }: Song): string {
  return [artist, title].map(cleaned).filter(Boolean).join(" ");
}

function cleaned(text: string): string {
  const plain = text.replace(/[([{][^)\]}]*[)\]}]?/gu, " ");
  const short = spaced(plain.replace(/(^|\s)(feat|ft|featuring)(\.|\s).*$/iu, " "));
  return short === "" ? spaced(text) : short;
}

function spaced(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}
