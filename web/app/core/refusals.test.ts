import assert from "node:assert/strict";
import test from "node:test";
import { remedy } from "./refusals.ts";

test("a challenge is met, then the command goes again", () => {
  assert.equal(remedy({ code: "challenge", challenge: { kind: "room_code" } }, "vote", 0), "admit");
  assert.equal(remedy({ code: "challenge", challenge: { kind: "proof" } }, "request", 4), "admit");
});

test("nothing goes on for ever", () => {
  for (const error of [{ code: "challenge", challenge: { kind: "proof" } } as const, { code: "busy" }, { code: "moved" }, { code: "slow_down" }]) {
    assert.equal(remedy(error, "vote", 5), "none", error.code);
  }
  assert.equal(remedy({ code: "sign_in" }, "vote", 2), "none");
});

test("a person is told of being too fast with requests, and votes wait", () => {
  assert.equal(remedy({ code: "slow_down" }, "request", 0), "none");
  assert.equal(remedy({ code: "slow_down" }, "vote", 0), "wait");
});

test("there is no remedy for what the server decides", () => {
  for (const code of ["banned", "duplicate", "blocked", "request_limit", "cooldown", "already_played"]) {
    assert.equal(remedy({ code }, "vote", 0), "none", code);
  }
});
