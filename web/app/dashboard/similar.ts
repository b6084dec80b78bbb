// Which requests mean the same song, although people spell it in many ways.

import { folded } from "../core/text.ts";

/** What the comparison reads of a request. */
export interface Song {
  id: string;
  number: number;
  title: string;
  artist: string;
  votes: number;
  status: string;
}

const featuring = /\s(feat|ft|featuring)\s.*$/;

/** Spellings already made: a board asks for the same ones again and again. */
const spellings = new Map<string, string>();
const KEPT = 5_000;

/** A spelling that ignores guests too, and how "and" and apostrophes are written. */
export function plain(text: string): string {
  const known = spellings.get(text);
  if (known !== undefined) return known;
  const spelling = folded(text.replace(/['’`´]/g, "").replace(/&/g, " and ")).replace(featuring, "");
  if (spellings.size >= KEPT) spellings.clear();
  spellings.set(text, spelling);
  return spelling;
}

/** The words of title and artist in any order: "Artist - Title" in one field is the same song. */
function bag(song: Song): string {
  return `${plain(song.title)} ${plain(song.artist)}`.trim().split(" ").sort().join(" ");
}

/** For each request the others that ask for the same song. */
export function similar(songs: readonly Song[]): Map<string, Song[]> {
  const bags = grouped(songs, bag);
  const titles = grouped(songs, (song) => plain(song.title));
  const found = new Map<string, Song[]>();
  for (const song of songs) {
    const others = new Set(bags.get(bag(song)));
    for (const other of titles.get(plain(song.title)) ?? []) {
      if (song.artist === "" || other.artist === "") others.add(other);
    }
    others.delete(song);
    if (others.size > 0) found.set(song.id, [...others]);
  }
  return found;
}

// A song whose name folds to nothing ("???") is like no other.
function grouped(songs: readonly Song[], key: (song: Song) => string): Map<string, Song[]> {
  const groups = new Map<string, Song[]>();
  for (const song of songs) {
    const name = key(song);
    if (name === "") continue;
    const group = groups.get(name);
    if (group) group.push(song);
    else groups.set(name, [song]);
  }
  return groups;
}

/** Which of some equal requests the others are merged into: the queued one, else the most wanted, else the first. */
export function mergeTarget<T extends Song>(songs: readonly T[]): T {
  return songs.reduce((best, song) => {
    const queued = Number(song.status === "accepted") - Number(best.status === "accepted");
    const better = queued || song.votes - best.votes || best.number - song.number;
    return better > 0 ? song : best;
  });
}
