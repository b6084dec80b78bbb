import assert from "node:assert/strict";
import test from "node:test";
import { HeldOrder } from "./order.ts";

function began(t: test.TestContext): HeldOrder {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_764_000_000_000 });
  const order = new HeldOrder();
  order.want(["a", "b"]);
  return order;
}

test("the first order shows at once", (t) => {
  assert.deepEqual(began(t).shown.value, ["a", "b"]);
});

test("ranks move at most every five seconds", (t) => {
  const order = began(t);
  order.want(["b", "a"]);
  t.mock.timers.tick(4900);
  assert.deepEqual(order.shown.value, ["a", "b"]);
  assert.deepEqual(order.waiting.value, { fresh: 0, moved: true });
  t.mock.timers.tick(200);
  assert.deepEqual(order.shown.value, ["b", "a"]);
  assert.deepEqual(order.waiting.value, { fresh: 0, moved: false });
});

test("nothing moves under a finger, nor right after it", (t) => {
  const order = began(t);
  order.down();
  order.want(["c", "b", "a"]);
  t.mock.timers.tick(60_000);
  assert.deepEqual(order.shown.value, ["a", "b"]);
  assert.deepEqual(order.waiting.value, { fresh: 1, moved: true });
  order.up();
  t.mock.timers.tick(1400);
  assert.deepEqual(order.shown.value, ["a", "b"]);
  t.mock.timers.tick(2000);
  assert.deepEqual(order.shown.value, ["c", "b", "a"]);
});

test("what left goes at once, and Show shows everything", (t) => {
  const order = began(t);
  order.want(["c", "b"]);
  assert.deepEqual(order.shown.value, ["b"]);
  order.show();
  assert.deepEqual(order.shown.value, ["c", "b"]);
});

test("what is new comes at once where nothing moves for it", (t) => {
  const order = began(t);
  order.down();
  order.want(["c", "b", "a", "d", "e"]);
  assert.deepEqual(order.shown.value, ["a", "b", "d", "e"]);
  assert.deepEqual(order.waiting.value, { fresh: 1, moved: true });
  order.up();
  order.want([]);
  order.want(["f"]);
  assert.deepEqual(order.shown.value, ["f"], "the first request on an empty board");
});

test("a row that left stays while a pointer is down", (t) => {
  const order = began(t);
  order.down();
  order.want(["b"]);
  assert.deepEqual(order.shown.value, ["a", "b"]);
  order.up();
  assert.deepEqual(order.shown.value, ["b"]);
});

test("a hold stops every move until it ends", (t) => {
  const order = began(t);
  order.held.value = true;
  order.want(["b", "a"]);
  t.mock.timers.tick(60_000);
  assert.deepEqual(order.shown.value, ["a", "b"]);
  order.held.value = false;
  t.mock.timers.tick(1000);
  assert.deepEqual(order.shown.value, ["b", "a"]);
});
