import assert from "node:assert/strict";
import test from "node:test";
import type { Board } from "../core/board.ts";
import type { Gig, Row } from "../core/words.ts";
import { pace, waits } from "./wait.ts";

const min = 60_000;

function board(rows: Partial<Row>[], event: Partial<Gig> = { state: "live" }): Board {
  const all = rows.map((row, i) => ({ id: `r${i}`, number: i + 1, position: null, next: false, played_at: 0, ...row }) as Row);
  return { cookie: "", event: event as Gig, rows: new Map(all.map((row) => [row.id, row])), here: 0, features: [] };
}

test("a night without history has songs of four minutes", () => {
  assert.equal(pace([]), 4 * min);
  assert.equal(pace([10 * min, 12 * min, 14 * min]), 4 * min, "two times are no pace");
});

test("the pace is the median from song to song, without breaks and songs ticked off in a row", () => {
  assert.equal(pace([9, 3, 0.5, 6].map((m) => m * min)), 3 * min, "in any order");
  assert.equal(pace([1, 4, 8, 13, 19].map((m) => m * min)), 4.5 * min);
  assert.equal(pace([1, 4, 4.2, 7, 70, 73].map((m) => m * min)), 3 * min);
});

test("an accepted request waits for those before it, in the DJ's order", () => {
  const songs = [1, 4, 7, 10].map((m) => ({ status: "played" as const, played_at: m * min }));
  const found = waits(board([...songs, { status: "accepted", position: "b" }, { status: "accepted", position: "a" }, { status: "new" }]));
  assert.deepEqual([...found], [["r5", "about 3 min"], ["r4", "about 6 min"]]);
});

test("a long wait is told in steps of five minutes, and a very long one hardly", () => {
  const found = waits(board(Array.from({ length: 20 }, (_, i) => ({ status: "accepted", position: String(i).padStart(2, "0") }))));
  assert.equal(found.get("r2"), "about 10 min"); // twelve
  assert.equal(found.get("r4"), "about 20 min");
  assert.equal(found.get("r19"), "over an hour");
});

test("the next one needs no guess, nor does a night that is not on", () => {
  const rows: Partial<Row>[] = [{ status: "accepted", position: "a", next: true }, { status: "accepted", position: "b" }];
  assert.deepEqual([...waits(board(rows)).keys()], ["r1"]);
  assert.equal(waits(board(rows, { state: "scheduled" })).size, 0);
  assert.equal(waits(board(rows, { state: "ended" })).size, 0);
});
