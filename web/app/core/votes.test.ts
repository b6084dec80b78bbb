import assert from "node:assert/strict";
import test from "node:test";
import type { Row } from "./words.ts";
import { Votes } from "./votes.ts";

function row(votes: number): Row {
  return { id: "a", number: 1, title: "", artist: "", name: "", dedication: "", status: "new", reason: "", votes, position: null, next: false, own: false, at: 0, played_at: 0, still_at: 0 };
}

function counts(votes: Votes, now: number, ...server: number[]): number[] {
  return server.map((n) => {
    votes.settle(new Map([["a", row(n)]]), now);
    return votes.shown(row(n), now).votes;
  });
}

test("a vote shows at once", () => {
  const votes = new Votes();
  votes.cast(row(37), true, 0);
  assert.deepEqual(votes.shown(row(37), 0), { votes: 38, mine: true, sending: false });
});

test("the count never goes 38, 37, 38 when the answer comes before the delta", () => {
  const votes = new Votes();
  const seq = votes.cast(row(37), true, 0);
  votes.answered("a", seq, true, 38, 50);
  votes.me(["a"]);
  assert.deepEqual(counts(votes, 60, 37, 37, 38), [38, 38, 38]);
});

test("nor when the delta comes before the answer", () => {
  const votes = new Votes();
  const seq = votes.cast(row(37), true, 0);
  assert.deepEqual(counts(votes, 40, 38), [38]);
  votes.answered("a", seq, true, 38, 50);
  assert.deepEqual(counts(votes, 60, 38, 39), [38, 39]);
});

test("others' votes count on after the answer", () => {
  const votes = new Votes();
  const seq = votes.cast(row(37), true, 0);
  votes.answered("a", seq, true, 40, 50);
  assert.deepEqual(counts(votes, 60, 37, 40, 41, 39), [40, 40, 41, 39]);
});

test("an answer that no delta confirms is believed for a while only", () => {
  const votes = new Votes();
  const seq = votes.cast(row(37), true, 0);
  votes.answered("a", seq, true, 38, 50);
  assert.deepEqual(counts(votes, 5000, 36), [36]);
});

test("voting and taking it back before any answer ends where it began", () => {
  const votes = new Votes();
  const first = votes.cast(row(10), true, 0);
  const second = votes.cast(row(10), false, 100);
  assert.deepEqual(counts(votes, 100, 10), [10]);
  votes.answered("a", first, true, 11, 150);
  assert.deepEqual(counts(votes, 150, 11), [10]);
  votes.answered("a", second, false, 10, 200);
  assert.deepEqual(counts(votes, 200, 11, 10), [10, 10]);
});

test("a refusal goes back to what the server counts", () => {
  const votes = new Votes();
  const seq = votes.cast(row(10), true, 0);
  votes.refused("a", seq);
  assert.deepEqual(votes.shown(row(10), 10), { votes: 10, mine: false, sending: false });
});

test("after a reconnect a vote that had arrived is not added twice", () => {
  const votes = new Votes();
  votes.cast(row(10), true, 0);
  votes.me(["a"], new Map([["a", row(11)]])); // it was counted, only its answer was lost
  assert.deepEqual(votes.shown(row(11), 5000), { votes: 11, mine: true, sending: true });
});

test("after a reconnect a vote that had not arrived is added to the new count", () => {
  const votes = new Votes();
  votes.cast(row(10), true, 0);
  votes.me([], new Map([["a", row(50)]]));
  assert.deepEqual(votes.shown(row(50), 5000), { votes: 51, mine: true, sending: true });
  assert.deepEqual(counts(votes, 5100, 51), [51]); // its delta comes before its answer
});

test("nor is it added twice when its delta comes long before its answer", () => {
  const votes = new Votes();
  const seq = votes.cast(row(37), true, 0);
  assert.deepEqual(counts(votes, 5000, 37, 38, 39), [38, 38, 39]);
  votes.answered("a", seq, true, 39, 5050);
  assert.deepEqual(counts(votes, 5060, 39), [39]);
  votes.cast(row(39), false, 10_000);
  assert.deepEqual(counts(votes, 15_000, 39, 38, 37), [38, 38, 37]);
});
