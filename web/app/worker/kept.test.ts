import assert from "node:assert/strict";
import test from "node:test";
import { assetsIn, boardOf, kindOf, lasting } from "./kept.ts";

function kind(address: string) {
  return kindOf(new URL(address, "https://songs.example"));
}

test("a board, what it is made of and where it starts are known", () => {
  assert.equal(kind("/e/4VAM0MMN"), "page");
  assert.equal(kind("/e/4VAM0MMN?room=7K2QD"), "page");
  assert.equal(kind(boardOf("/e/4VAM0MMN")), "board");
  assert.equal(kind("/assets/board-0123456789.js"), "asset");
  assert.equal(kind("/last"), "start");
  assert.equal(kind("/"), "home");
  assert.equal(kind("/dj"), "list");
});

test("what is somebody's own, or the crew's, goes past the worker", () => {
  for (const address of [
    "/api/v1/events/4VAM0MMN/me",
    "/api/v1/events/4VAM0MMN/board?audience=crew",
    "/api/v1/events/4VAM0MMN/board?since=12",
    "/api/v1/events/4VAM0MMN/live",
    "/api/v1/account",
    "/account",
    "/signin",
    "/dj/4VAM0MMN",
    "/join/x",
    "/embed/4VAM0MMN",
    "/e/4VAM0MMN/qr.svg",
    "/sw.js",
  ]) {
    assert.equal(kind(address), null, address);
  }
});

test("only whole answers for everybody are kept", () => {
  const answer = (status: number, caching: string) => new Response(null, { status, headers: { "Cache-Control": caching } });
  assert.ok(lasting(answer(200, "no-cache")));
  assert.ok(lasting(answer(200, "public, max-age=31536000, immutable")));
  assert.ok(!lasting(answer(200, "private, no-cache")));
  assert.ok(!lasting(answer(200, "no-store")));
  assert.ok(!lasting(answer(404, "no-cache")));
});

test("a page's assets are found once each", () => {
  const html = `<link href="/assets/a-1.css"><link rel="preload" href="/assets/a-1.css"><body data-proof="/assets/p-2.js">`;
  assert.deepEqual(assetsIn(html), ["/assets/a-1.css", "/assets/p-2.js"]);
});
