import assert from "node:assert/strict";
import test from "node:test";
import { heir, heldOrder, IDLE_MS, sameOrder, settledOrder, waitToSettle, type Hands } from "./hold.ts";

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
