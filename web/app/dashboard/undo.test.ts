import assert from "node:assert/strict";
import test from "node:test";
import { drop, emptyStack, latest, latestUndone, push, redid, STEPS, undid, type Done, type Step } from "./undo.ts";

const done = (id: string): Done => ({ id, rows: new Map(), event: null });
const step = (name: string): Step => ({ changes: [done(name)], label: name, at: 0 });

test("fifty steps are remembered, the oldest is forgotten first", () => {
  let stack = emptyStack;
  for (let i = 0; i < STEPS + 3; i++) stack = push(stack, step(`c${i}`));
  assert.equal(stack.done.length, STEPS);
  assert.equal(stack.done[0]!.label, "c3");
  assert.equal(latest(stack)!.label, `c${STEPS + 2}`);
});

test("what was undone can be done again, until something new is done", () => {
  let stack = push(push(emptyStack, step("a")), step("b"));
  stack = undid(stack, step("undo b"));
  assert.equal(latest(stack)!.label, "a");
  assert.equal(latestUndone(stack)!.label, "undo b");
  const again = redid(stack, step("b again"));
  assert.equal(latest(again)!.label, "b again");
  assert.equal(latestUndone(again), undefined);
  assert.equal(latestUndone(push(stack, step("c"))), undefined);
});

test("a refused change leaves its step, an empty step leaves the stack", () => {
  const merge: Step = { changes: [done("m1"), done("m2")], label: "merge", at: 0 };
  let stack = push(push(emptyStack, step("a")), merge);
  stack = drop(stack, "m1");
  assert.deepEqual(
    latest(stack)!.changes.map((c) => c.id),
    ["m2"],
  );
  stack = drop(stack, "m2");
  assert.equal(latest(stack)!.label, "a");
});
