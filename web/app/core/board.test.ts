import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { byPosition, byVotes, receive, type Board } from "./board.ts";
import { digest } from "./digest.ts";
import type { Audience, BoardFrame, Row, SharedFrame } from "./words.ts";

interface Golden {
  name: string;
  audience: Audience;
  frames: SharedFrame[];
  digest: string;
}

const golden = JSON.parse(readFileSync("../board/testdata/digests.json", "utf8")) as Golden[];

for (const { name, audience, frames, digest: want } of golden) {
  test(`golden frames end in the server's digest: ${name}`, async () => {
    let board: Board | null = null;
    for (const frame of frames) {
      const receipt = receive(board, frame);
      assert.equal(receipt.hole, false);
      board = receipt.board;
    }
    assert.ok(board);
    assert.equal(await digest(board, audience), want);
  });
}

export function row(id: string, votes: number, more: Partial<Row> = {}): Row {
  const base = { id, number: 1, title: id, artist: "", name: "", dedication: "", status: "new", reason: "" } as const;
  return { ...base, votes, position: null, next: false, own: false, at: 0, played_at: 0, still_at: 0, ...more };
}

const empty = (golden[0]?.frames[0] ?? {}) as BoardFrame;

function boardOf(...rows: Row[]): Board {
  const { board } = receive(null, { ...empty, type: "board", cookie: "e.1", requests: rows });
  assert.ok(board);
  return board;
}

test("a delta that does not follow is a hole and changes nothing", () => {
  const board = boardOf(row("a", 1));
  const receipt = receive(board, { type: "delta", since: "e.2", cookie: "e.3", gone: ["a"] });
  assert.equal(receipt.hole, true);
  assert.equal(receipt.board, board);
});

test("a part of an unknown request is a hole, and its neighbours wait too", () => {
  const board = boardOf(row("a", 1));
  const receipt = receive(board, {
    type: "delta",
    since: "e.1",
    cookie: "e.2",
    requests: [
      { id: "a", votes: 5 },
      { id: "b", votes: 2 },
    ],
  });
  assert.equal(receipt.hole, true);
  assert.equal(receipt.board?.rows.get("a")?.votes, 1);
});

test("rows that did not change keep their identity", () => {
  const board = boardOf(row("a", 1), row("b", 1));
  const { board: next } = receive(board, { type: "delta", since: "e.1", cookie: "e.2", requests: [{ id: "a", votes: 2 }] });
  assert.equal(next?.rows.get("b"), board.rows.get("b"));
  assert.equal(next?.rows.get("a")?.votes, 2);
});

test("presence with another cookie shows the count and a lost tail", () => {
  const receipt = receive(boardOf(), { type: "presence", here: 7, cookie: "e.9" });
  assert.equal(receipt.board?.here, 7);
  assert.equal(receipt.hole, true);
});

test("most wanted first, older first among equals", () => {
  const rows = [row("a", 1, { number: 3 }), row("b", 5, { number: 2 }), row("c", 1, { number: 1 })];
  assert.deepEqual(rows.sort(byVotes).map((r) => r.id), ["b", "c", "a"]);
});

test("positions compare bytewise, ties by number", () => {
  const rows = [row("a", 0, { position: "a1", number: 2 }), row("b", 0, { position: "Zz" }), row("c", 0, { position: "a1" })];
  assert.deepEqual(rows.sort(byPosition).map((r) => r.id), ["b", "c", "a"]);
});
