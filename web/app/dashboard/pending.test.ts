import assert from "node:assert/strict";
import test from "node:test";
import type { Gig, Row } from "../core/words.ts";
import { decided, eventOver, laidOver, movesOf, remaining, settings, type Pending } from "./pending.ts";

const row = (id: string, more: Partial<Row> = {}): Row => ({
  id,
  number: 1,
  title: id,
  artist: "",
  name: "",
  dedication: "",
  status: "new",
  reason: "",
  votes: 1,
  position: null,
  next: false,
  own: false,
  at: 0,
  played_at: 0,
  still_at: 0,
  ...more,
});
const rows = (...list: Row[]) => new Map(list.map((r) => [r.id, r]));
const event = { gate: "open", voting: true, limits: { open: 3, cooldown: 0, total: 0, fade: 0, repeat: 0 } } as Gig;
const pending = (more: Partial<Pending>): Pending => ({
  change: "c",
  rows: new Map(),
  added: null,
  event: null,
  move: null,
  was: new Map(),
  wasEvent: "",
  acked: 0,
  ...more,
});

test("a row shows what was done to it, and its votes still move", () => {
  const p = pending({ rows: new Map([["a", { status: "accepted" }]]) });
  const shown = laidOver(rows(row("a", { votes: 38 }), row("b")), [p]);
  assert.equal(shown.get("a")!.status, "accepted");
  assert.equal(shown.get("a")!.votes, 38);
});

test("rows that nothing is pending for keep their identity", () => {
  const board = rows(row("a"), row("b"));
  assert.equal(laidOver(board, []), board);
  const shown = laidOver(board, [pending({ rows: new Map([["a", { status: "played" }]]) })]);
  assert.equal(shown.get("b"), board.get("b"));
});

test("later commands lie over earlier ones", () => {
  const shown = laidOver(rows(row("a")), [
    pending({ rows: new Map([["a", { status: "accepted" }]]) }),
    pending({ rows: new Map([["a", { status: "declined" }]]) }),
  ]);
  assert.equal(shown.get("a")!.status, "declined");
});

test("an own song is there before the board has it, and once only", () => {
  const own = row("o", { own: true, status: "playing" });
  assert.equal(laidOver(rows(), [pending({ added: own })]).get("o"), own);
  const real = row("o", { own: true, status: "playing", number: 9 });
  assert.equal(laidOver(rows(real), [pending({ added: own })]).get("o"), real);
});

test("an answered command stays until the board has moved on", () => {
  const before = row("a");
  const p = pending({
    rows: new Map([["a", { status: "accepted" }]]),
    was: new Map([["a", decided(before)]]),
    acked: 100,
  });
  assert.equal(remaining([p], rows({ ...before, votes: 9 }), event, 200).length, 1, "votes are not the change");
  assert.equal(remaining([p], rows(row("a", { status: "accepted", position: "a0" })), event, 200).length, 0);
  assert.equal(remaining([p], rows(before), event, 10_000).length, 0, "not for ever");
  assert.equal(remaining([{ ...p, acked: 0 }], rows(before), event, 10_000).length, 1, "unless it was never answered");
});

test("settings show at once and stay until the board has them", () => {
  const patch: Partial<Gig> = { gate: "closed", limits: { open: 1, cooldown: 0, total: 0, fade: 0, repeat: 0 } };
  const p = pending({ event: patch, wasEvent: settings(event, patch), acked: 1 });
  assert.equal(eventOver(event, [p]).gate, "closed");
  assert.equal(remaining([p], rows(), event, 2).length, 1);
  assert.equal(remaining([p], rows(), { ...event, ...patch }, 2).length, 0);
});

test("a time that the server sets otherwise does not keep an answered setting, which would hide the next one", () => {
  const patch: Partial<Gig> = { gate: "last_call", closes_at: 1_000 };
  const p = pending({ event: patch, wasEvent: settings(event, patch), acked: 1 });
  assert.equal(remaining([p], rows(), { ...event, gate: "last_call", closes_at: 1_007 }, 2).length, 0);
  assert.equal(remaining([p], rows(), { ...event, gate: "closed", closes_at: 0 }, 2).length, 0);
  const same: Partial<Gig> = { gate: "open" };
  assert.equal(remaining([pending({ event: same, wasEvent: settings(event, same), acked: 1 })], rows(), event, 2).length, 0, "nothing will move");
});

test("moves keep the order they were made in", () => {
  const a = { id: "a", before: "b" };
  const b = { id: "b", before: null };
  assert.deepEqual(movesOf([pending({ move: a }), pending({}), pending({ move: b })]), [a, b]);
});
