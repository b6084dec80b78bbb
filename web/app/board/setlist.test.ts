import assert from "node:assert/strict";
import test from "node:test";
import { time } from "../core/format.ts";
import type { Row } from "../core/words.ts";
import { setList } from "./setlist.ts";

test("a set list is told in the order in which it was played", () => {
  const at = Date.UTC(2026, 10, 25, 21, 0);
  const rows = [
    { number: 2, title: "Grey Tuesday", artist: "", played_at: at + 180_000 },
    { number: 1, title: "Slow Ferry", artist: "PELICAN", played_at: at },
  ] as Row[];
  assert.equal(setList(rows), `${time(at)}  Slow Ferry – PELICAN\n${time(at + 180_000)}  Grey Tuesday`);
});
