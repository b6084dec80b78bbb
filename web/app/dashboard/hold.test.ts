import assert from "node:assert/strict";
import test from "node:test";
import { heir, heldOrder, IDLE_MS, roomAbove, sameOrder, settledOrder, waitToSettle, type Hands } from "./hold.ts";

const calm: Hands = { now: 100_000, touched: 0, settled: 0, down: false, over: false, busy: false, held: false };

const knows =
  (...ids: string[]) =>
  (id: string) =>
    ids.includes(id);

test("votes move rows only after five idle seconds", () => {
  assert.equal(waitToSettle(calm), 0);
  assert.equal(waitToSettle({ ...calm, touched: calm.now - 2_000 }), 3_000);
  assert.equal(waitToSettle({ ...calm, settled: calm.now - 1_000 }), IDLE_MS - 1_000);
});

test("a resting pointer holds the list for ten seconds, a pressed one and an open menu for ever", () => {
  assert.equal(waitToSettle({ ...calm, over: true, touched: calm.now - 6_000 }), 4_000);
  for (const hand of [{ down: true }, { busy: true }, { held: true }]) {
    assert.equal(waitToSettle({ ...calm, ...hand }), Infinity);
  }
});

test("new rows come last while the order is held", () => {
  assert.deepEqual(heldOrder(["a", "b", "c"], ["n", "c", "b", "a"], knows("a", "b", "c")), ["a", "b", "c", "n"]);
});

test("a row that leaves moves nothing above it", () => {
  assert.deepEqual(heldOrder(["a", "b", "c"], ["c", "a"], knows("a", "b", "c")), ["a", "c"]);
});

test("a row that an undo brings back returns to its place", () => {
  const known = knows("a", "b", "c", "d");
  assert.deepEqual(heldOrder(["a", "c", "d"], ["a", "b", "c", "d"], known), ["a", "b", "c", "d"]);
  assert.deepEqual(heldOrder(["c", "d"], ["a", "c", "d"], known), ["a", "c", "d"]);
});

test("the selected row keeps its place when the others settle", () => {
  assert.deepEqual(settledOrder(["a", "b", "c", "d"], ["d", "c", "b", "a"], "b"), ["d", "b", "c", "a"]);
  assert.deepEqual(settledOrder(["a", "b"], ["b", "a"], null), ["b", "a"]);
  assert.deepEqual(settledOrder(["a", "b", "c"], ["c", "b"], "a"), ["c", "b"], "an anchor that left anchors nothing");
  assert.deepEqual(settledOrder(["a", "b", "c"], ["c", "a"], "c"), ["a", "c"], "a shorter list keeps it at the end");
});

test("room stays empty for rows that left above the selected one, until they are back or others flow in", () => {
  assert.equal(roomAbove(0, ["a", "b", "c"], ["b", "c"], "c"), 1);
  assert.equal(roomAbove(1, ["b", "c"], ["a", "b", "c"], "c"), 0);
  assert.equal(roomAbove(0, ["b", "c"], ["a", "b", "c"], "c"), 0, "there is no room to give up");
  assert.equal(roomAbove(0, ["a", "b", "c"], ["a", "b"], "b"), 0, "what leaves below moves nothing");
  assert.equal(roomAbove(2, ["a", "b"], ["b"], "a"), 2, "one that left keeps nothing in place");
  assert.equal(roomAbove(0, ["a", "b"], ["b"], null), 0);
  assert.deepEqual(settledOrder(["c", "d", "e"], ["c", "e", "d"], "d", 1), ["c", "e", "d"]);
  assert.deepEqual(settledOrder(["c", "d"], ["d", "c"], "d", 3), ["c", "d"], "too few are left to fill it");
});

test("focus goes to the next row when one leaves, or to the one before", () => {
  assert.equal(heir(["a", "b", "c"], ["a", "c"], "b"), "c");
  assert.equal(heir(["a", "b", "c"], ["a", "b"], "c"), "b");
  assert.equal(heir(["a", "b", "c"], ["a"], "b"), "a", "neighbours may have left with it");
  assert.equal(heir(["a"], [], "a"), null);
  assert.equal(heir([], ["n"], "a"), "n");
});

test("orders are the same only row by row", () => {
  assert.ok(sameOrder(["a", "b"], ["a", "b"]));
  assert.ok(!sameOrder(["a", "b"], ["b", "a"]));
  assert.ok(!sameOrder(["a"], ["a", "b"]));
});
