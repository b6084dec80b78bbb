import assert from "node:assert/strict";
import test from "node:test";
import { onAir } from "./onair.ts";

const began = 1_000_000;
const song = { played_at: began, still_at: 0 };
const minutes = (n: number) => began + n * 60_000;

test("a song plays for eight minutes, and then nobody knows", () => {
  assert.equal(onAir(song, began), song);
  assert.equal(onAir(song, minutes(8) - 1), song);
  assert.equal(onAir(song, minutes(8)), null);
});

test("a song that plays still is believed again", () => {
  const still = { ...song, still_at: minutes(8) };
  assert.equal(onAir(still, minutes(16) - 1), still);
  assert.equal(onAir(still, minutes(16)), null);
});

test("a clock that is behind the server's blanks nothing", () => {
  assert.equal(onAir(song, minutes(-3)), song);
  assert.equal(onAir(null, began), null);
});
