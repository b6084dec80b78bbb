import assert from "node:assert/strict";
import test from "node:test";
import type { Row, Status } from "../core/words.ts";
import { alike } from "./alike.ts";

const row = (number: number, title: string, artist = "", votes = 1, status: Status = "new"): Row => ({
  id: `r${number}`, number, title, artist, votes, status, name: "", dedication: "", reason: "",
  position: null, next: false, own: false, at: 0, played_at: 0, still_at: 0,
});
const rows = [
  row(1, "Silver Harbour", "The Tidal Clocks", 4),
  row(2, "Harbour Lights", "Paper Lantern", 2),
  row(3, "Nächtliche Fähre", "", 1),
  row(4, "Harbour Lights", "Otto Blau", 9, "declined"),
  row(5, "Harbour Walk", "Paper Lantern", 7, "played"),
];
const numbers = (title: string, artist = "") => alike(rows, title, artist).map((r) => r.number);

test("any word that has been begun finds a song, the one that starts so first", () => {
  assert.deepEqual(numbers("harb"), [2, 5]);
  assert.deepEqual(numbers("silver h"), [1]);
  assert.deepEqual(numbers("lantern light"), [2]);
});

test("accents, case and a missing artist are no other song", () => {
  assert.deepEqual(numbers("NACHTLICHE fahre", "Somebody"), [3]);
});

test("another artist is another song", () => {
  assert.deepEqual(numbers("Silver Harbour", "Paper Lantern"), []);
});

test("two letters, or a declined song, suggest nothing", () => {
  assert.deepEqual(numbers("ha"), []);
  assert.ok(!numbers("harbour lights").includes(4));
});
