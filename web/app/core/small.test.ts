import assert from "node:assert/strict";
import test from "node:test";
import { Backoff } from "./backoff.ts";
import { uuid7 } from "./ids.ts";
import { compare } from "./order.ts";
import { folded, graphemes, splitSong } from "./text.ts";

test("waits double to thirty seconds and start again after calm", () => {
  const backoff = new Backoff(() => 1);
  assert.deepEqual([0, 0, 0, 0, 0, 0, 0].map((calm) => backoff.next(calm)), [1000, 2000, 4000, 8000, 16000, 30000, 30000]);
  assert.equal(backoff.next(10_000), 1000);
  assert.equal(backoff.next(0, 500), 2500);
});

test("ids are UUIDs of version 7 that sort by time", () => {
  const earlier = uuid7(1764000000000);
  assert.match(earlier, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(earlier < uuid7(1764000000001));
  assert.equal(parseInt(earlier.replace(/-/g, "").slice(0, 12), 16), 1764000000000);
});

test("what people see as one character counts as one", () => {
  assert.equal(graphemes("e\u0301"), 1);
  assert.equal(graphemes("👩‍👩‍👧"), 1);
  assert.equal(graphemes("يا قمري"), 7);
});

test("a comma or a spaced dash divides song and artist", () => {
  assert.deepEqual(splitSong("Slow Ferry, PELICAN"), { title: "Slow Ferry", artist: "PELICAN" });
  assert.deepEqual(splitSong("Slow Ferry - PELICAN"), { title: "Slow Ferry", artist: "PELICAN" });
  assert.deepEqual(splitSong("Rain, Again, The Ferrymen"), { title: "Rain, Again", artist: "The Ferrymen" });
  assert.deepEqual(splitSong("Rain, Again – The Ferrymen"), { title: "Rain, Again", artist: "The Ferrymen" });
  assert.deepEqual(splitSong("T-Rex"), { title: "T-Rex", artist: "" });
  assert.deepEqual(splitSong("Grey Tuesday, "), { title: "Grey Tuesday", artist: "" });
});

test("spellings of one song fold together", () => {
  assert.equal(folded("Amber Window (Extended Mix)"), folded("amber  WINDOW"));
  assert.equal(folded("Ménage à Trois!"), "menage a trois");
});

test("what waits is counted: rows not shown yet, and whether others moved", () => {
  assert.deepEqual(compare(["a", "b"], ["a", "b"]), { fresh: 0, moved: false });
  assert.deepEqual(compare(["a", "b"], ["c", "a", "b"]), { fresh: 1, moved: false });
  assert.deepEqual(compare(["a", "b"], ["b", "a", "c"]), { fresh: 1, moved: true });
  assert.deepEqual(compare(["a", "b"], ["b"]), { fresh: 0, moved: false });
});
