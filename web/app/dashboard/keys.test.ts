import assert from "node:assert/strict";
import test from "node:test";
import { keyName, type Press } from "./keys.ts";

const press = (key: string, more: Partial<Press> = {}): Press => ({
  ...{ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
  ...more,
});

test("single keys are named in upper case", () => {
  assert.equal(keyName(press("j")), "J");
  assert.equal(keyName(press("ArrowDown")), "ArrowDown");
  assert.equal(keyName(press("Enter")), "Enter");
});

test("Shift counts for letters, not for signs that need it on some keyboards", () => {
  assert.equal(keyName(press("X", { shiftKey: true })), "Shift+X");
  assert.equal(keyName(press("?", { shiftKey: true })), "?");
  assert.equal(keyName(press("/", { shiftKey: true })), "/");
  assert.equal(keyName(press("Enter", { shiftKey: true })), "");
});

test("a browser's own shortcuts stay its own", () => {
  assert.equal(keyName(press("r", { ctrlKey: true })), "");
  assert.equal(keyName(press("n", { metaKey: true })), "");
  assert.equal(keyName(press("ArrowLeft", { altKey: true })), "");
  assert.equal(keyName(press("k", { ctrlKey: true })), "Ctrl+K");
  assert.equal(keyName(press("k", { metaKey: true })), "Ctrl+K");
  assert.equal(keyName(press("ArrowUp", { altKey: true })), "Alt+ArrowUp");
});
