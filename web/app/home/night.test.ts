import assert from "node:assert/strict";
import test from "node:test";
import { ask, beat, begin, slipOf, vote, wanted, type Night } from "./night.ts";

const evening = () =>
  begin([
    slipOf(7, "Slow Ferry", "PELICAN", "", 3, "new"),
    slipOf(8, "Amber Window", "Marlow Finch", "", 5, "accepted"),
    slipOf(6, "Grey Tuesday", "", "", 9, "playing"),
  ]);

const titles = (night: Night) => wanted(night).map((row) => `${row.title} ${row.votes}`);

test("a vote counts once, and is taken back", () => {
  const once = vote(evening(), "demo-7");
  assert.deepEqual(titles(once), ["Amber Window 5", "Slow Ferry 4"]);
  assert.deepEqual(titles(vote(once, "demo-7")), titles(evening()));
});

test("a wish gets the next number and its own vote", () => {
  const night = ask(evening(), slipOf(9, "Harbour Lights", "The Tidal Clocks", "You", 1, "new"));
  assert.deepEqual(titles(night).at(-1), "Harbour Lights 1");
  assert.ok(night.mine.has("demo-9") && night.votes.has("demo-9"));
});

test("the crowd plays the queue, queues the most wanted, and never runs dry or over", () => {
  let night = ask(evening(), slipOf(9, "Harbour Lights", "", "You", 1, "new"));
  const fates = new Set<string>();
  for (let n = 1; n <= 500; n++) {
    night = beat(night, n, () => 0.9);
    fates.add(night.rows.find((row) => row.id === "demo-9")!.status);
    assert.ok(wanted(night).length <= 10);
    assert.ok(night.rows.filter((row) => row.status === "playing").length <= 1);
  }
  assert.deepEqual([...fates], ["new", "accepted", "playing", "played"]);
  assert.ok(wanted(night).length > 0);
  assert.ok(night.rows.length < 15, "what was played is forgotten");
});
