import assert from "node:assert/strict";
import test from "node:test";
import { moveBy, moveTo, queueOrder, type Queued } from "./queue.ts";

const row = (id: string, position: string | null, status = "accepted", number = 1): Queued => ({
  id,
  number,
  status,
  position,
});
const ids = (rows: Queued[]) => rows.map((r) => r.id).join("");
const rows = [row("c", "a2"), row("a", "a0"), row("x", null, "new"), row("b", "a1"), row("z", "Zz")];

test("the queue is in the order of its positions, compared bytewise", () => {
  assert.equal(ids(queueOrder(rows)), "zabc");
  assert.equal(ids(queueOrder([row("b", "a1", "accepted", 2), row("a", "a1", "accepted", 1)])), "ab", "ties by number");
});

test("moves on their way are applied in the order they were made", () => {
  assert.equal(ids(queueOrder(rows, [{ id: "c", before: "z" }])), "czab");
  assert.equal(
    ids(
      queueOrder(rows, [
        { id: "c", before: "z" },
        { id: "c", before: null },
      ]),
    ),
    "zabc",
  );
  assert.equal(
    ids(
      queueOrder(rows, [
        { id: "gone", before: "z" },
        { id: "a", before: "gone" },
      ]),
    ),
    "zbca",
  );
});

test("a request just accepted stands at the end until its position is known", () => {
  assert.equal(ids(queueOrder([...rows, row("n", null)])), "zabcn");
});

test("moving by one names the row to stand before", () => {
  const order = ["a", "b", "c"];
  assert.deepEqual(moveBy(order, "b", -1), { id: "b", before: "a" });
  assert.deepEqual(moveBy(order, "a", 1), { id: "a", before: "c" });
  assert.deepEqual(moveBy(order, "b", 1), { id: "b", before: null });
  assert.equal(moveBy(order, "a", -1), null);
  assert.equal(moveBy(order, "c", 1), null);
});

test("moving to a place works in both directions", () => {
  const order = ["a", "b", "c", "d"];
  assert.deepEqual(moveTo(order, "d", 0), { id: "d", before: "a" });
  assert.deepEqual(moveTo(order, "a", 2), { id: "a", before: "d" });
  assert.equal(moveTo(order, "a", 0), null);
});
