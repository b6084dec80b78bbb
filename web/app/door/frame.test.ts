import assert from "node:assert/strict";
import test from "node:test";
import { frameOf } from "./frame.ts";

const room = { code: "7K2MQ", until: 120_000 };

test("the code stands in the picture while the event asks for it", () => {
  assert.deepEqual(frameOf("KAIKU000", { admission: "room_code", room }, -500), {
    qr: "/e/KAIKU000/qr.svg?room=7K2MQ",
    code: "7K2MQ",
    until: 119_500,
  });
});

test("an event that asks for no code shows none", () => {
  assert.deepEqual(frameOf("KAIKU000", { admission: "anyone", room }, 0), { qr: "/e/KAIKU000/qr.svg", code: "", until: Infinity });
});
