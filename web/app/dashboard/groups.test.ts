import assert from "node:assert/strict";
import test from "node:test";
import type { Row } from "../core/words.ts";
import { groupOf, groupsOf } from "./groups.ts";

const row = (id: string, more: Partial<Row> = {}) => ({ id, status: "new", into: null, ...more }) as Row;

test("merged requests are counted with the one that they were merged into", () => {
  const groups = groupsOf([
    row("a", { suspect: 30, voided: 2 }),
    row("b", { status: "merged", into: "a", suspect: 12 }),
    row("c", { status: "merged", into: "a", voided: 5 }),
  ]);
  assert.deepEqual(groupOf(groups, "a"), { asked: 3, suspect: 42, voided: 7 });
});

test("a plain request is a group of its own", () => {
  const groups = groupsOf([row("a")]);
  assert.equal(groups.size, 0);
  assert.deepEqual(groupOf(groups, "a"), { asked: 1, suspect: 0, voided: 0 });
});
