import assert from "node:assert/strict";
import test from "node:test";
import type { Board } from "../core/board.ts";
import { span, time } from "../core/format.ts";
import type { Gig, Limits, MeFrame, Row } from "../core/words.ts";
import { allowance } from "./allowance.ts";
import { banned, lasting } from "./ban.ts";

const now = Date.UTC(2026, 10, 25, 21, 0);

function board(limits: Partial<Limits>, ...rows: Partial<Row>[]): Board {
  const event = { limits: { open: 0, cooldown: 0, total: 0, repeat: 0, ...limits } } as Gig;
  return { cookie: "", event, rows: new Map(rows.map((row, i) => [String(i), row as Row])), here: 0, features: [] };
}

function me(left: number | null, next_at: number | null): MeFrame {
  return { limits: { left, next_at } } as MeFrame;
}

test("limits are told before anything is sent", () => {
  assert.equal(allowance(board({}), null, now), "");
  assert.equal(allowance(board({ open: 2 }), null, now), "2 of 2 left");
  assert.equal(allowance(board({ open: 2 }), me(1, null), now), "1 of 2 left");
});

test("a cooldown counts down, and is over by the clock", () => {
  const next = now + 240_000;
  const limits = { open: 2, cooldown: 300 };
  assert.equal(allowance(board(limits), me(1, next), now), `1 of 2 left · next at ${time(next)}, in 4 min`);
  assert.equal(allowance(board(limits), me(1, next), next - 41_500), `1 of 2 left · next at ${time(next)}, in 42 s`);
  assert.equal(allowance(board(limits), me(1, next), next), "1 of 2 left");
});

test("a full event says so, counting what waits", () => {
  const rows: Partial<Row>[] = [{ status: "new" }, { status: "accepted" }, { status: "played" }, { status: "declined" }];
  assert.equal(allowance(board({ total: 2, open: 2 }, ...rows), me(2, null), now), "The DJ has enough requests for now");
  assert.equal(allowance(board({ total: 3, open: 2 }, ...rows), me(2, null), now), "2 of 2 left");
});

test("what is left of a time is told in its largest units", () => {
  assert.deepEqual([-5, 0, 1, 59_000, 60_000, 60_001, 3_540_001, 7_500_000].map(span), ["0 s", "0 s", "1 s", "59 s", "1 min", "2 min", "1 h 0 min", "2 h 5 min"]);
});

test("a ban says why and how long", () => {
  const until = now + 720_000;
  assert.equal(lasting({ reason: "", until }, now), `until ${time(until)} · 12 min`);
  assert.equal(lasting({ reason: "", until: null }, now), "for this event");
  assert.equal(banned({ reason: "Let others ask too", until }), "The DJ takes no requests or votes from you: Let others ask too");
  assert.equal(banned({ reason: "", until }), "The DJ takes no requests or votes from you.");
});
