import assert from "node:assert/strict";
import test from "node:test";
import { fieldOf, soon, startOf } from "./plan.ts";

test("an empty field means now, nonsense means nothing", () => {
  assert.equal(startOf(""), 0);
  assert.equal(startOf("yesterday-ish"), null);
});

test("a field keeps the time that it was given", () => {
  const at = new Date(2026, 10, 28, 22, 30).getTime();
  assert.equal(fieldOf(at), "2026-11-28T22:30");
  assert.equal(startOf(fieldOf(at)), at);
});

test("a proposed start is a full hour, half an hour away or more", () => {
  const hour = 3_600_000;
  assert.equal(soon(10 * hour), 11 * hour);
  assert.equal(soon(10.5 * hour), 11 * hour);
  assert.equal(soon(10.6 * hour), 12 * hour);
});
