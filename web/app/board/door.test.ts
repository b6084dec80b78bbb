import assert from "node:assert/strict";
import test from "node:test";
import { Door, roomCode } from "./door.ts";

/** A server that answers as it is told, in order, and remembers what it was asked. */
function server(t: test.TestContext, ...answers: { status: number; body?: object }[]): string[] {
  const asked: string[] = [];
  t.mock.method(globalThis, "fetch", (path: string, init?: RequestInit) => {
    asked.push(`${init?.method} ${path} ${String(init?.body ?? "")}`.trim());
    const { status, body } = answers.shift() ?? { status: 500 };
    return Promise.resolve(new Response(body ? JSON.stringify(body) : null, { status }));
  });
  return asked;
}

const path = "/api/v1/events/4VAM0MMN/admission";

test("a code is taken however it is typed or pasted", () => {
  for (const typed of ["7K2QM", "7k2qm", " 7k2-qm ", "7K2QM99", "7K2QMé"]) assert.equal(roomCode(typed), "7K2QM", typed);
  assert.equal(roomCode("oil0u"), "0110");
});

test("nothing is asked before a challenge, and the sheet goes when the code is right", async (t) => {
  const asked = server(t, { status: 403, body: { code: "challenge", detail: "This is not the code." } }, { status: 204 });
  const door = new Door("4VAM0MMN");
  assert.equal(door.asked.value, null);
  const met = door.meet({ kind: "room_code" });
  assert.equal(door.asked.value, "room_code");
  await assert.rejects(door.enter("AAAAA"), { message: "This is not the code." });
  assert.equal(door.asked.value, "room_code");
  await door.enter("7K2QM");
  assert.equal(await met, true);
  assert.equal(door.asked.value, null);
  assert.deepEqual(asked, [`POST ${path} {"room":"AAAAA"}`, `POST ${path} {"room":"7K2QM"}`]);
});

test("all that waits shares one sheet, and is refused when the sheet is put away", async () => {
  const door = new Door("4VAM0MMN");
  const both = [door.meet({ kind: "account" }), door.meet({ kind: "account" })];
  door.leave(false);
  assert.deepEqual(await Promise.all(both), [false, false]);
  const again = door.meet({ kind: "account" });
  assert.equal(door.asked.value, "account");
  door.leave(true);
  assert.equal(await again, true);
});

test("a code in the address makes a guest, and an old one is no news", async (t) => {
  const asked = server(t, { status: 401, body: { code: "sign_in", detail: "" } }, { status: 201, body: {} }, { status: 403, body: { code: "challenge", detail: "" } });
  await new Door("4VAM0MMN").arrive("7K2QM");
  assert.deepEqual(asked, [`POST ${path} {"room":"7K2QM"}`, "POST /api/v1/guests {}", `POST ${path} {"room":"7K2QM"}`]);
});

test("an event that asks for no work any more lets its listeners in", async (t) => {
  const asked = server(t, { status: 200, body: { admission: "anyone" } });
  const door = new Door("4VAM0MMN");
  const met = door.meet({ kind: "proof" });
  assert.equal(door.working.value, true);
  assert.equal(await met, true);
  assert.equal(door.working.value, false);
  assert.deepEqual(asked, [`GET ${path}`]);
});

test("work that cannot be had is refused with why", async (t) => {
  server(t, { status: 503, body: { code: "busy", detail: "Too much at once." } });
  const door = new Door("4VAM0MMN");
  await assert.rejects(door.meet({ kind: "proof" }), { code: "busy" });
  assert.equal(door.working.value, false);
});
