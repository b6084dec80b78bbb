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
  assert.ok(same(song("Your Love", "Frankie Knuckles"), song("your love (Extended Mix)", "FRANKIE KNUCKLES")));
  assert.ok(same(song("Déjà Vu", "Beyoncé"), song("deja vu", "Beyonce")));
  assert.ok(same(song("Don't Stop", "A & B"), song("Dont stop!", "A and B")));
  assert.ok(same(song("One More Time (feat. Romanthony)", "Daft Punk"), song("One more time", "daft punk")));
});

test("a song written into one field is found again", () => {
  assert.ok(same(song("FISHER - Losing It"), song("Losing It", "Fisher")));
  assert.ok(same(song("Losing It"), song("Losing it", "Fisher")), "no artist is any artist");
});

test("other songs stay apart", () => {
  assert.ok(!same(song("Hello", "Adele"), song("Hello", "Lionel Richie")));
  assert.ok(!same(song("Blue Monday"), song("Blue")));
  assert.equal(similar([song("???"), song("!!!")]).size, 0, "signs alone say nothing");
  assert.equal(similar([song("alone")]).size, 0);
});

test("scripts other than Latin are compared as they are", () => {
  assert.ok(same(song("يا رايح وين مسافر", "رشيد طه"), song("يا رايح وين مسافر")));
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
