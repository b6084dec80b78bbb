// Text as people count it and compare it.

const segmenter =
  typeof Intl !== "undefined" && "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

/** How many graphemes a text has after NFC; code points where a browser cannot
 * tell, which is never less. */
export function graphemes(text: string): number {
  const normal = text.normalize("NFC");
  if (!segmenter) return Array.from(normal).length;
  let count = 0;
  for (const _ of segmenter.segment(normal)) count++;
  return count;
}

/** A spelling for comparing: case, accents, punctuation and what stands in
 * brackets do not matter. */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[([{].*?[)\]}]/gu, " ")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

export interface Song {
  title: string;
  artist: string;
}

/** Splits "song, artist" or "song - artist" as people type it. The last comma
 * or spaced dash divides, since titles contain them more often than names. */
export function splitSong(typed: string): Song {
  const text = typed.replace(/\s+/gu, " ").trim();
  const dash = Math.max(text.lastIndexOf(" - "), text.lastIndexOf(" – "), text.lastIndexOf(" — "));
  const comma = Math.max(text.lastIndexOf(","), text.lastIndexOf("،"), text.lastIndexOf("、"), text.lastIndexOf("，"));
  const at = dash > 0 ? dash : comma;
  if (at <= 0) return { title: text.replace(/[,،、，]$/u, "").trim(), artist: "" };
  const width = dash > 0 ? 3 : 1;
  return { title: text.slice(0, at).trim(), artist: text.slice(at + width).trim() };
}
