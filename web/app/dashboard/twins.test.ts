import assert from "node:assert/strict";
import test from "node:test";
import type { Song } from "./similar.ts";
import { twins } from "./twins.ts";

let n = 0;
const song = (title: string, artist = "", more: Partial<Song> = {}): Song => {
  n++;
  return { id: `r${n}`, number: n, title, artist, votes: 1, status: "new", ...more };
};
const at = ({ votes }: Song) => votes; // stands for the time

test("a song that was decided on is known again, by the latest of it", () => {
  const asked = song("Slow Ferry (Extended Mix)", "Pelican");
  const played = song("Slow Ferry", "PELICAN", { status: "played", votes: 10 });
  const declined = song("slow ferry", "pelican", { status: "declined", votes: 20 });
  const other = song("Low Tide", "Pelican", { status: "played", votes: 30 });
  assert.equal(twins([asked], [played, declined, other], at).get(asked.id), declined);
  assert.equal(twins([asked], [played, other], at).get(asked.id), played);
  assert.equal(twins([asked, song("Slow Ferry", "Pelican")], [other], at).size, 0, "who waits beside it was not decided on");
});

test("one in the queue comes before any that is over, and is no twin of another one there", () => {
  const asked = song("Slow Ferry", "Pelican");
  const queued = song("Slow Ferry", "Pelican", { status: "accepted" });
  const again = song("Slow Ferry", "Pelican", { status: "accepted" });
  const played = song("Slow Ferry", "Pelican", { status: "played", votes: 10 });
  assert.equal(twins([asked, queued], [queued, played], at).get(asked.id), queued);
  assert.equal(twins([asked, queued], [queued, played], at).get(queued.id), played);
  assert.equal(twins([queued, again], [queued, again], at).size, 0);
});
