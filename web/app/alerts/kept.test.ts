import assert from "node:assert/strict";
import test from "node:test";

const drawer = new Map<string, string>();
Object.assign(globalThis, {
  localStorage: {
    getItem: (key: string) => drawer.get(key) ?? null,
    setItem: (key: string, value: string) => void drawer.set(key, value),
    removeItem: (key: string) => void drawer.delete(key),
  },
});

const { declined, isOn, setDeclined, setOn, wasOn } = await import("./kept.ts");

const guest = { person: "g", signed: false };
const ana = { person: "a", signed: true };

test("alerts are off until they are switched on, for one board", () => {
  assert.ok(!wasOn("PIER"));
  assert.ok(setOn("PIER", guest));
  assert.ok(isOn("PIER", guest));
  assert.ok(!isOn("KAIKU", guest));
  setOn("KAIKU", guest);
  assert.ok(setOn("PIER", null), "another one is left");
  assert.ok(!wasOn("PIER"));
  assert.ok(!setOn("KAIKU", null));
});

test("a guest who signs in keeps them; whoever comes after somebody who signed out does not", () => {
  setOn("PIER", guest);
  assert.ok(isOn("PIER", ana));
  setOn("PIER", ana);
  assert.ok(!isOn("PIER", guest));
  assert.ok(!isOn("PIER", { person: "b", signed: true }));
  assert.ok(wasOn("PIER"));
});

test("what is not wanted is remembered until it is, and so are the last boards", () => {
  assert.ok(!declined());
  setDeclined();
  setOn("PIER", null);
  assert.ok(declined());
  for (let n = 0; n < 30; n++) setOn(`E${n}`, guest);
  assert.ok(!declined());
  assert.ok(!wasOn("E9"));
  assert.ok(wasOn("E10") && wasOn("E29"));
});
