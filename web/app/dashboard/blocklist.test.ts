import assert from "node:assert/strict";
import test from "node:test";
import { blockText, chunks, pasted, words } from "./blocklist.ts";

test("a line is a song, or everything by an artist", () => {
  const text = "1. Cold Harbour - Lantern Moth\r\n\n• Earth, Wind and Rain\n  Cold Harbour – Slow Ferry - Night Mix ";
  assert.deepEqual(pasted(text), {
    blocks: [
      { kind: "song", title: "Lantern Moth", artist: "Cold Harbour" },
      { kind: "artist", artist: "Earth, Wind and Rain" },
      { kind: "song", title: "Slow Ferry - Night Mix", artist: "Cold Harbour" },
    ],
    tooLong: 0,
  });
});

test("names that begin like a list keep their beginning", () => {
  assert.deepEqual(
    pasted("99 Lanterns\n-dash-\n3.14 Pier").blocks.map(blockText),
    ["Everything by 99 Lanterns", "Everything by -dash-", "Everything by 3.14 Pier"],
  );
});

test("what stands there twice is one, and what is too long is told", () => {
  const { blocks, tooLong } = pasted(`Cold Harbour\nCold Harbour\n${"a".repeat(201)}\nCold Harbour - ${"b".repeat(201)}`);
  assert.equal(blocks.length, 1);
  assert.equal(tooLong, 2);
});

test("words stand between commas or on lines", () => {
  assert.deepEqual(words("blimey, heck\nblimey,, gosh  darn ").map(blockText), ["blimey", "heck", "gosh darn"]);
});

test("a long list is cut into messages of at most 8 KB, whatever its script", () => {
  const list = Array.from({ length: 900 }, (_, i) => ({
    ...{ kind: "song" as const, title: `أضواء الميناء ${i}`, artist: "ساعات المد" },
  }));
  const parts = chunks(list);
  assert.ok(parts.length > 1);
  assert.deepEqual(parts.flat(), list);
  for (const add of parts) {
    const change = "0192a000-0000-7000-8000-000000000001";
    const message = JSON.stringify({ type: "blocks", ref: "123456", add, change });
    assert.ok(Buffer.byteLength(message) <= 8192, `${Buffer.byteLength(message)}`);
  }
  assert.deepEqual(chunks([]), []);
});
