import assert from "node:assert/strict";
import test from "node:test";
import { signal } from "@preact/signals";
import { othersAt } from "./company.ts";
import type { Frame, MeFrame } from "../core/words.ts";

test("others at the desk are all but oneself, and go with the next presence", () => {
  let tell: (frame: Frame) => void = () => undefined;
  const me = signal<MeFrame | null>(null);
  const others = othersAt({ me, onFrame: (f) => ((tell = f), () => true) });
  const nova = { person: "1", name: "Nova" };
  tell({ type: "presence", here: 9, cookie: "e.1", desk: [{ person: "2", name: "Mia" }, nova] });
  assert.deepEqual(others.value, [], "until it is known who looks");
  me.value = { person: "1" } as MeFrame;
  assert.deepEqual(others.value, ["Mia"]);
  tell({ type: "delta", since: "e.1", cookie: "e.2" });
  assert.deepEqual(others.value, ["Mia"]);
  tell({ type: "presence", here: 8, cookie: "e.2", desk: [nova] });
  assert.deepEqual(others.value, []);
});
