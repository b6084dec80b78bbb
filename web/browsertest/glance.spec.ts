import { ask, fill, Guest } from "./crowd.ts";
import { Line } from "./line.ts";
import type { Phone } from "./phone.ts";
import { expect, test } from "./room.ts";

test("a small phone shows four rows and the button to ask, and the smallest cuts nothing off", async ({ room }) => {
  await fill(room);
  const minna = await room.phone({ viewport: { width: 390, height: 664 } });
  const { page } = minna;
  const bar = (await page.getByRole("navigation", { name: "Requests" }).boundingBox())!;
  await expect(page.getByRole("button", { name: "Request a song" })).toBeInViewport({ ratio: 1 });
  const ends = await page.locator(".slips > li").evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().bottom));
  expect(ends.filter((end) => end <= bar.y).length).toBeGreaterThanOrEqual(4);

  await page.setViewportSize({ width: 320, height: 568 });
  await minna.fits();
  for (const stub of await page.locator(".slips .stub").all()) {
    await stub.scrollIntoViewIfNeeded();
    await expect(stub).toBeInViewport({ ratio: 1 });
    const { x, width } = (await stub.boundingBox())!;
    expect(x + width).toBeLessThanOrEqual(320);
  }
});

/** grey looks at a page as somebody does who sees no colours. */
async function grey({ page, context }: Pick<Phone, "page" | "context">, name: string): Promise<void> {
  const cdp = await context.newCDPSession(page);
  await cdp.send("Emulation.setEmulatedVisionDeficiency", { type: "achromatopsia" });
  await page.screenshot({ path: `../../test-results/screens/${name}.png`, fullPage: true });
  await cdp.send("Emulation.setEmulatedVisionDeficiency", { type: "none" });
}

test("one's own slip says in words how it stands, in every state, and needs no colour for it", async ({ room, server }) => {
  await room.door.limits({});
  const minna = await room.phone({ viewport: { width: 390, height: 1600 }, colorScheme: "dark" });
  await minna.ask("Slow Ferry, PELICAN");
  const mine = await minna.page.request.get(`${server.url}/api/v1/events/${room.code}/me`);
  const { requests } = (await mine.json()) as { requests: string[] };
  const path = `/api/v1/events/${room.code}/requests`;
  const set = (change: object, request = requests[0]!) => server.call("PATCH", `${path}/${request}`, change);
  await minna.mine();
  const slip = minna.slip("Slow Ferry");
  const here = slip.locator(".step.here");
  await expect(here).toHaveText("Sent");
  await set({ status: "later" });
  await expect(slip).toContainText("Sent to the DJ");
  for (const [change, step, words] of [
    [{ status: "accepted" }, "Queue", "In the queue"],
    [{ next: true }, "Next", "Next"],
    [{ status: "playing" }, "Playing", "Playing now"],
    [{ status: "played" }, "Played", "Played"],
  ] as const) {
    await set(change);
    await expect(here).toHaveText(step);
    await expect(slip).toContainText(words);
  }

  const titles = ["Low Tide", "Grey Tuesday", "Quartz Hour", "Night Orchard", "Lantern Moth", "Amber Window", "Harbour Lights"] as const;
  for (const title of titles) await minna.ask(`${title}, Copper Robots`);
  const board = await server.call<{ requests: { id: string; title: string }[] }>("GET", `/api/v1/events/${room.code}/board`);
  const id = (title: (typeof titles)[number]) => board.requests.find((row) => row.title === title)!.id;
  await set({ status: "declined", reason: "dont_have" }, id("Low Tide"));
  await set({ status: "declined", reason: "A last time was enough" }, id("Grey Tuesday"));
  await set({ status: "hidden" }, id("Quartz Hour"));
  await set({ into: id("Amber Window") }, id("Night Orchard"));
  await set({ status: "playing" }, id("Lantern Moth"));
  await set({ next: true }, id("Amber Window"));
  await minna.page.getByRole("button", { name: "Withdraw Harbour Lights" }).click();
  await room.server.call("PATCH", `/api/v1/events/${room.code}`, { approval: true });
  await minna.ask("Paper Moonlight, Tram Nine");
  for (const [title, words] of [
    ["Low Tide", "✕ Not tonight: the DJ does not have it"],
    ["Grey Tuesday", "✕ Not tonight: A last time was enough"],
    ["Quartz Hour", "✕ Taken off the board"],
    ["Night Orchard", "✕ Joined with the same song"],
    ["Harbour Lights", "✕ Withdrawn"],
    ["Paper Moonlight", "Waits for the DJ’s approval"],
  ] as const) {
    await expect(minna.slip(title)).toContainText(words);
  }
  await minna.context.setOffline(true);
  await minna.ask("Green Lamp, Otters");
  await expect(minna.slip("Green Lamp")).toContainText("Sending");
  await expect(minna.page.getByText("Reconnecting · board from")).toBeVisible();
  await minna.shot("states-390-dark");
  await grey(minna, "states-390-grey");
  await minna.mine();
  await grey(minna, "board-390-grey");
});

test("an empty, a closed, a banned and an ended board each say so, and look like nothing else", async ({ room, server }) => {
  const minna = await room.phone({ colorScheme: "dark" });
  const { page } = minna;
  const seen = new Set<string>();
  const look = async (name: string, words: RegExp) => {
    await expect(page.locator("#app")).toContainText(words);
    seen.add(await page.locator("header, .notice, .ask, .empty").evaluateAll((parts) => parts.map((part) => part.textContent).join("|")));
    await minna.shot(`glance-${name}-390-dark`);
  };
  const set = (change: object) => server.call("PATCH", `/api/v1/events/${room.code}`, change);
  await look("empty", /Be No. 001/);
  await minna.ask("Slow Ferry, PELICAN");
  await look("open", /Vote for what you want to hear/);
  await room.door.ban("Slow Ferry", { reason: "Once is enough" });
  await look("banned", /Read only/);
  await room.door.ban("Slow Ferry", { off: true });
  await set({ gate: "last_call" });
  await look("last-call", /Last call/);
  await set({ gate: "closed" });
  await look("closed", /Nothing waits.*Requests are closed/);
  await set({ state: "ended" });
  await look("ended", /Event ended/);
  expect(seen.size).toBe(6);
});

test("a reader's place in a long list is kept when rows come in above, without the browser's help", async ({ room }) => {
  const requests = await ask(room, 30);
  const [nora, otto] = [await Guest.at(room), await Guest.at(room)];
  const minna = await room.phoneOn(new Line());
  const { page } = minna;
  await expect(page.locator(".slips > li")).toHaveCount(30);
  expect(await page.locator(".slips").evaluate((list) => getComputedStyle(list).overflowAnchor)).toBe("none"); // as in WebKit
  const read = page.locator(`[data-id="${requests[14]!}"]`);
  await read.evaluate((row) => row.scrollIntoView({ block: "center" }));
  const { y } = (await read.boundingBox())!;
  for (const guest of [nora, otto]) for (const request of requests.slice(26)) await guest.vote(request);
  await expect(page.getByRole("button", { name: /order changed/ })).toHaveCount(1);
  const scrolled = await page.evaluate(() => scrollY);
  await page.clock.runFor(10_000);
  await expect(page.locator(".slips > li").first()).toContainText("Song 27");
  expect((await read.boundingBox())!.y).toBe(y);
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(scrolled);
});
