import assert from "node:assert/strict";
import test from "node:test";
import type { Row } from "../core/words.ts";
import { inTurns, playsOf, turnOf } from "./turns.ts";

let number = 0;
const row = (id: string, asker: string, more: Partial<Row> = {}): Row => ({
  ...{ id, number: ++number, title: id, artist: "", name: "", dedication: "", status: "new", reason: "", votes: 1 },
  ...{ position: null, next: false, own: false, at: 0, played_at: 0, still_at: 0, asker },
  ...more,
});
const board = (...rows: Row[]) => new Map(rows.map((each) => [each.id, each]));

test("plays are counted by asker: what plays, what was played, and what was merged into it", () => {
  const plays = playsOf(
    board(
      row("a", "minna", { status: "played" }),
      row("b", "minna", { status: "playing" }),
      row("c", "otto", { status: "merged", into: "a" }),
      row("d", "nora", { status: "merged", into: "f" }),
      row("e", "ana", { status: "played", own: true }),
      row("f", "kalle", { status: "accepted" }),
    ),
  );
  assert.deepEqual([...plays], [["minna", 2], ["otto", 1]]);
});

test("the fewest plays come first, then votes, then age", () => {
  const rows = [
    row("minna1", "minna", { votes: 30 }),
    row("otto1", "otto", { votes: 9 }),
    row("nora1", "nora", { votes: 2 }),
    row("kalle1", "kalle", { votes: 2 }),
    row("kalle2", "kalle", { votes: 5 }),
  ];
  const plays = new Map([
    ["minna", 2],
    ["otto", 1],
  ]);
  const order = () => inTurns(rows, plays).map((each) => each.id);
  assert.deepEqual(order(), ["kalle2", "nora1", "kalle1", "otto1", "minna1"]);
  rows.reverse();
  assert.deepEqual(order(), ["kalle2", "nora1", "kalle1", "otto1", "minna1"], "whatever order they came in");
});

test("a row says whose turn it is", () => {
  const plays = new Map([["minna", 2]]);
  assert.equal(turnOf(row("a", "otto"), plays), "first turn");
  assert.equal(turnOf(row("b", "minna"), plays), "2 played");
});
