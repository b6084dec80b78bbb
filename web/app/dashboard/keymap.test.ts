import assert from "node:assert/strict";
import test from "node:test";
import { changed, keysWith, readChanges, single } from "./keymap.ts";

const usual = { decline: "X", reason: "Shift+X", turns: "E", palette: "Ctrl+K", sweep: "" };

test("single signs can be given to an action, others not", () => {
  for (const key of ["X", "Shift+X", "?", "ß", "Я"]) assert.ok(single(key), key);
  for (const key of ["", " ", "Enter", "Ctrl+K", "Alt+ArrowUp", "Shift+Enter"]) assert.ok(!single(key), key);
});

test("an action takes a free key", () => {
  const changes = changed(usual, {}, "decline", "U");
  assert.deepEqual(changes, { decline: "U" });
  assert.equal(keysWith(usual, changes)["decline"], "U");
});

test("whoever had the key takes the other one, and changing back leaves nothing", () => {
  const changes = changed(usual, {}, "decline", "E");
  assert.deepEqual(changes, { decline: "E", turns: "X" });
  assert.deepEqual(changed(usual, changes, "decline", "X"), {});
  assert.deepEqual(changed(usual, {}, "decline", "X"), {});
});

test("no key ever does two things", () => {
  const newer = keysWith(usual, { decline: "E" });
  assert.deepEqual(newer, { ...usual, decline: "E", turns: "" }, "a newer action has no key");
  assert.deepEqual(keysWith(usual, { gone: "Q", decline: "Ctrl+K" }), usual, "what is not known, or cannot be");
});

test("what a store kept is read with care", () => {
  assert.deepEqual(readChanges({ decline: "U", turns: 7 }), { decline: "U" });
  for (const broken of [null, "", [], 7]) assert.deepEqual(readChanges(broken), {});
});
