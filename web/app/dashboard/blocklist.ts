// A do-not-play list as it is pasted, and as it is sent.

import { graphemes } from "../core/text.ts";
import { t } from "../core/tongue.ts";
import { longest, type Block } from "../core/words.ts";

/** What was read of a pasted text; lines that are too long are left out. */
export interface Pasted {
  blocks: Block[];
  tooLong: number;
}

/** Numbers and bullets at the beginning of a line, which belong to no name. */
const bullet = /^\s*(?:\d{1,4}[.)]\s+|[-–—•*·]\s+)/u;

/**
 * Reads lines of "Artist - Title", each a song, and of "Artist" alone, each
 * everything by that artist. Only a spaced dash divides: many artists have a
 * comma in their names. The first one does, since titles have more of them.
 */
export function pasted(text: string): Pasted {
  const found = new Map<string, Block>();
  let tooLong = 0;
  for (const line of text.split(/\r?\n/u)) {
    const name = line.replace(bullet, "").replace(/\s+/gu, " ").trim();
    if (name === "") continue;
    const [artist = "", ...rest] = name.split(/ [-–—] /u);
    const title = rest.join(" - ").trim();
    if (graphemes(artist) > longest.artist || graphemes(title) > longest.title) tooLong++;
    else {
      const by = artist.trim();
      const block: Block = title === "" ? { kind: "artist", artist: by } : { kind: "song", title, artist: by };
      found.set(blockKey(block), block);
    }
  }
  return { blocks: [...found.values()], tooLong };
}

/** Reads words between commas or on lines of their own. */
export function words(text: string): Block[] {
  const list = text
    .split(/[,،、，\n]/u)
    .map((word) => word.replace(/\s+/gu, " ").trim())
    .filter((word) => word !== "" && graphemes(word) <= longest.title);
  return [...new Set(list)].map((word) => ({ kind: "word", word }));
}

/** How a block is read. */
export function blockText(block: Block): string {
  switch (block.kind) {
    case "song":
      return block.artist ? `${block.artist} — ${block.title}` : block.title;
    case "artist":
      return t("Everything by {artist}", { artist: block.artist });
    case "word":
      return block.word;
  }
}

/** Tells blocks apart on a page; the server compares by spelling. */
export function blockKey(block: Block): string {
  const { kind, ...names } = block;
  return `${kind} ${Object.values(names).join("\n")}`;
}

/** A message may have 8 KB; the rest is for what stands around the list. */
const MESSAGE_BYTES = 8_192 - 192;

/** Cuts a list so that each part fits in one message. */
export function chunks(blocks: readonly Block[]): Block[][] {
  const encoder = new TextEncoder();
  const parts: Block[][] = [];
  let left = 0;
  for (const block of blocks) {
    const size = encoder.encode(JSON.stringify(block)).length + 1;
    if (size > left) {
      parts.push([]);
      left = MESSAGE_BYTES;
    }
    parts[parts.length - 1]!.push(block);
    left -= size;
  }
  return parts;
}
