import assert from "node:assert/strict";
import test from "node:test";
import { mergeTarget, plain, similar, type Song } from "./similar.ts";

let n = 0;
const song = (title: string, artist = "", more: Partial<Song> = {}): Song => {
  n++;
  return { id: `r${n}`, number: n, title, artist, votes: 1, status: "new", ...more };
};
const same = (a: Song, b: Song) => similar([a, b]).get(a.id)?.[0] === b;

test("case, accents, punctuation and mixes do not make another song", () => {
  assert.ok(same(song("Amber Window", "Marlow Finch"), song("amber window (Extended Mix)", "MARLOW FINCH")));
  assert.ok(same(song("Déjà Vu", "Salomé"), song("deja vu", "Salome")));
  assert.ok(same(song("Don't Stop", "A & B"), song("Dont stop!", "A and B")));
  assert.ok(same(song("Twice Around (feat. Otto Blau)", "Copper Robots"), song("Twice around", "copper robots")));
});

test("a song written into one field is found again", () => {
  assert.ok(same(song("PELICAN - Slow Ferry"), song("Slow Ferry", "Pelican")));
  assert.ok(same(song("Slow Ferry"), song("Slow ferry", "Pelican")), "no artist is any artist");
});

test("other songs stay apart", () => {
  assert.ok(!same(song("Hello", "Wren Adair"), song("Hello", "Milo Carver")));
  assert.ok(!same(song("Grey Tuesday"), song("Grey")));
  assert.equal(similar([song("???"), song("!!!")]).size, 0, "signs alone say nothing");
  assert.equal(similar([song("alone")]).size, 0);
});

test("scripts other than Latin are compared as they are", () => {
  assert.ok(same(song("أضواء الميناء", "ساعات المد"), song("أضواء الميناء")));
  assert.equal(plain("東京"), "東京");
});

test("the queued request is kept, else the most wanted, else the first", () => {
  const first = song("x");
  const wanted = song("x", "", { votes: 9 });
  const queued = song("x", "", { status: "accepted" });
  assert.equal(mergeTarget([first, wanted, queued]), queued);
  assert.equal(mergeTarget([first, wanted]), wanted);
  assert.equal(mergeTarget([song("x", "", { number: 900 }), first]), first);
});
