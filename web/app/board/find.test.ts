import assert from "node:assert/strict";
import test from "node:test";
import type { Row } from "../core/words.ts";
import { matches } from "./find.ts";

const row = { number: 42, title: "Café del Mare (Extended Mix)", artist: "Energie 51", name: "Minna" } as Row;

test("every word has to be found, in any order, however it is spelled", () => {
  for (const typed of ["cafe", "MARE energie", "51 café", "extended (mix", "minna", "042", "", "…"]) assert.ok(matches(row, typed), typed);
  for (const typed of ["cafe otto", "7", "mared"]) assert.ok(!matches(row, typed), typed);
});

test("scripts without spaces are found in the middle", () => {
  assert.ok(matches({ number: 1, title: "夜の列車", artist: "", name: "" } as Row, "列車"));
});
