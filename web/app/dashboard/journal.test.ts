import assert from "node:assert/strict";
import test from "node:test";
import type { Row } from "../core/words.ts";
import { bringsBack, lineOf, mayUndo, shown, titleOf, type Entry, type Snapshot } from "./journal.ts";

const rows = new Map([
  ["a", { id: "a", number: 16, title: "Quartz Hour" } as Row],
  ["b", { id: "b", number: 31, title: "Amber Window" } as Row],
]);
const entry = (after: Snapshot, more: Partial<Entry> = {}): Entry => ({
  change: "c",
  version: 1,
  person: "p",
  name: "ana",
  kind: "set",
  before: {},
  after,
  at: 0,
  undone_by: null,
  ...more,
});
const text = (after: Snapshot, more: Partial<Entry> = {}) => lineOf(entry(after, more), rows).text;

test("each change reads as one plain line", () => {
  assert.equal(text({ requests: { a: { status: "played" } } }), "played 016");
  assert.equal(text({ requests: { a: { status: "declined", reason: "dont_have" } } }), "declined 016");
  assert.equal(text({ requests: { a: { status: "merged", into: "b" } } }), "merged 016 into 031");
  assert.equal(text({ requests: { a: { status: "accepted", position: "a0", next: true } } }), "next 016");
  assert.equal(text({ requests: { a: { position: "a0" } } }), "moved 016");
  assert.equal(text({ requests: { a: { status: "playing" } } }, { kind: "own" }), "own song 016");
  assert.equal(text({ event: { gate: "last_call" } }, { kind: "event" }), "last call");
  assert.equal(text({ event: { announcement: null } }, { kind: "event" }), "announcement down");
});

test("playing a song names that song, not the one that it ends", () => {
  const e = entry({ requests: { a: { status: "played" }, b: { status: "playing" } } });
  assert.equal(lineOf(e, rows).text, "playing 031");
  assert.equal(titleOf(e, rows), "Amber Window");
});

test("a request that is not known has no number", () => {
  assert.equal(text({ requests: { x: { status: "played" } } }), "played —");
});

test("fields that a snapshot holds beside the change are not the change", () => {
  const before = { requests: { a: { status: "accepted" as const, position: "a1", reason: "" } } };
  const after = { requests: { a: { status: "accepted" as const, position: "a0", reason: "" } } };
  assert.equal(text(after, { before }), "moved 016");
});

test("ending the event names no request, though its song is played then", () => {
  const e = entry({ event: { state: "ended" }, requests: { a: { status: "played" } } }, { kind: "event" });
  assert.equal(lineOf(e, rows).text, "ended the event");
  assert.equal(titleOf(e, rows), "");
});

test("what was done about people reads as one plain line too", () => {
  const ban = { reason: "", until: 0, request: "a", at: 0 };
  const minna = new Map([...rows, ["a", { ...rows.get("a")!, asker: "m", name: "Minna" }]]);
  const line = (after: Snapshot, before: Snapshot = {}, kind: Entry["kind"] = "ban") =>
    lineOf(entry(after, { kind, before }), minna, new Map([["k", "Kalle"]])).text;
  assert.equal(line({ bans: { m: ban }, requests: { a: { status: "hidden" } } }), "showed out Minna");
  assert.equal(line({ bans: { m: null } }, { bans: { m: ban } }), "let Minna back");
  assert.equal(line({ bans: { x: ban } }), "showed out the asker of 016");
  assert.equal(line({ crew: { k: "cohost" } }, {}, "crew"), "made Kalle a cohost");
  assert.equal(line({ crew: { k: null } }, { crew: { k: "cohost" } }, "crew"), "took Kalle out of the crew");
  assert.equal(line({ crew: { me: "cohost", k: "owner" } }, {}, "crew"), "handed the event to Kalle");
  assert.equal(line({ voids: { "a x": 40, "a y": 2 } }, {}, "void"), "took 42 votes back from 016");
  assert.equal(line({ voids: { "a x": 1 } }, {}, "void"), "took 1 vote back from 016");
});

test("a request that was approved, and one that plays still, read as that", () => {
  assert.equal(text({ requests: { a: { held: false } } }), "approved 016");
  assert.equal(text({ requests: { a: { still_at: 5 } } }), "still playing 016");
});

test("declining the rest is one line for all of it", () => {
  const swept = (reason: string) => entry({ requests: { a: { status: "declined", reason }, b: { status: "declined", reason } } }, { kind: "sweep" });
  const e = swept("not_tonight");
  assert.equal(lineOf(e, rows).text, "declined the rest, 2 requests");
  assert.equal(lineOf(swept("faded"), rows).text, "waited too long: 2 requests");
  assert.equal(titleOf(e, rows), "");
  assert.equal(text({ event: { approval: true } }, { kind: "event" }), "requests need approval");
});

test("what is not taken is named, or counted", () => {
  const song = { kind: "song", title: "Lantern Moth", artist: "Cold Harbour" } as const;
  const word = { kind: "word", word: "blimey" } as const;
  const line = (after: Snapshot, before: Snapshot = {}) => lineOf(entry(after, { kind: "blocks", before }), rows).text;
  assert.equal(line({ blocks: { s: song } }), "not tonight: Cold Harbour — Lantern Moth");
  assert.equal(line({ blocks: { s: song, w: word } }), "not tonight: 2 entries");
  assert.equal(line({ blocks: { w: null } }, { blocks: { w: word } }), "taken again: blimey");
});

test("nobody is offered to undo what they may not", () => {
  const crew = entry({ crew: { k: "cohost" } }, { kind: "crew" });
  const hid = entry({ requests: { a: { status: "hidden" } } });
  assert.equal(mayUndo(crew, "x", "owner"), true);
  assert.equal(mayUndo(crew, "p", "cohost"), false);
  assert.equal(mayUndo(hid, "x", "cohost"), true);
  assert.equal(mayUndo(hid, "p", "moderator"), true);
  assert.equal(mayUndo(hid, "x", "moderator"), false);
  assert.equal(mayUndo(entry({ event: { gate: "open" } }, { kind: "event" }), "p", "moderator"), false);
});

test("an undo is no line of its own", () => {
  const done = entry({}, { undone_by: "u" });
  assert.deepEqual(shown([entry({}, { kind: "undo", change: "u" }), done]), [done]);
});

test("settings that were saved as they were are no line", () => {
  const limits = { open: 2, cooldown: 60, total: 0, repeat: 0, fade: 0 };
  const [same, other] = [limits, { ...limits, open: 3 }].map((now) => entry({ event: { limits: now } }, { kind: "event", before: { event: { limits } } }));
  assert.deepEqual(shown([same!, other!]), [other]);
});

test("an undo brings back what stood before", () => {
  const before: Snapshot = { requests: { a: { status: "accepted" } } };
  assert.deepEqual(bringsBack(before), { rows: new Map([["a", { status: "accepted" }]]), event: null });
});
