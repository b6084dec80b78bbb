import assert from "node:assert/strict";
import test from "node:test";
import { drop, emptyStack, latest, latestUndone, push, redid, STEPS, undid, type Done, type Step } from "./undo.ts";

const done = (id: string): Done => ({ id, rows: new Map(), event: null });
const step = (...ids: string[]): Step => ({ changes: ids.map(done), label: ids.join() });

test("fifty steps are remembered, the oldest is forgotten first", () => {
  let stack = emptyStack;
  for (let i = 0; i < STEPS + 3; i++) stack = push(stack, step(`c${i}`));
  assert.equal(stack.done.length, STEPS);
  assert.equal(stack.done[0]!.label, "c3");
  assert.equal(latest(stack)!.label, `c${STEPS + 2}`);
});

test("what was undone can be done again, until something new is done", () => {
  const undone = { step: step("b"), by: [done("undo b")] };
  const stack = undid(push(push(emptyStack, step("a")), step("b")), undone);
  assert.equal(latest(stack)!.label, "a");
  assert.equal(latestUndone(stack), undone);
  assert.equal(latestUndone(push(stack, step("c"))), undefined);
});

test("after a redo the next undo names the change itself, not the redo", () => {
  const undone = { step: step("a"), by: [done("undo a")] };
  const stack = redid(undid(push(emptyStack, step("a")), undone), undone.step);
  assert.equal(latest(stack)!.changes[0]!.id, "a");
  assert.equal(latestUndone(stack), undefined);
});

test("a step from the middle can be taken back, and what was never here too", () => {
  let stack = push(push(emptyStack, step("a")), step("b"));
  stack = undid(stack, { step: step("a"), by: [done("undo a")] });
  assert.deepEqual(
    stack.done.map((each) => each.label),
    ["b"],
  );
  stack = undid(stack, { step: step("theirs"), by: [done("undo theirs")] });
  assert.equal(latest(stack)!.label, "b");
  assert.equal(latestUndone(stack)!.step.label, "theirs");
});

test("a refused change leaves its step, an empty step leaves the stack", () => {
  let stack = push(push(emptyStack, step("a")), step("m1", "m2"));
  stack = drop(stack, "m1");
  assert.deepEqual(
    latest(stack)!.changes.map((each) => each.id),
    ["m2"],
  );
  stack = drop(stack, "m2");
  assert.equal(latest(stack)!.label, "a");
  stack = drop(undid(stack, { step: step("a"), by: [done("u")] }), "u");
  assert.equal(latestUndone(stack), undefined);
});
