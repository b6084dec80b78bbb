import assert from "node:assert/strict";
import test from "node:test";
import { here } from "./zone.ts";

const at = Date.UTC(2026, 10, 28, 20, 0);

test("who is where the event is needs no other time", () => {
  assert.equal(here(at, "Europe/Helsinki", "Europe/Helsinki"), "");
  assert.equal(here(at, "Europe/Helsinki", "Europe/Riga"), ""); // their clocks agree
});

test("who is elsewhere reads both", () => {
  assert.match(here(at, "Europe/Helsinki", "America/New_York"), /where you are$/);
  assert.match(here(at, "", "Europe/Helsinki"), /where you are$/);
});

test("no zone, or no time, adds nothing", () => {
  assert.equal(here(at, "Europe/Helsinki", ""), "");
  assert.equal(here(Number.NaN, "Europe/Helsinki", "America/New_York"), "");
});
