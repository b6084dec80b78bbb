import type { CDPSession, Page } from "@playwright/test";
import { ask, fill } from "./crowd.ts";
import { expect, test } from "./room.ts";

test("a dock of 420 px shows what plays, what is next and nine requests, and a chosen one stays chosen", async ({ room, server }) => {
  const requests = await ask(room, 14);
  const path = `/api/v1/events/${room.code}/requests`;
  await server.call("PATCH", `${path}/${requests[12]!}`, { status: "playing" });
  await server.call("PATCH", `${path}/${requests[13]!}`, { next: true });
  const dj = await room.booth();
  const { page } = dj;
  const decks = page.getByRole("region", { name: "On the decks" });
  await expect(decks.getByText("Song 13")).toBeInViewport({ ratio: 1 });
  await expect(decks.getByText("Song 14")).toBeInViewport({ ratio: 1 });
  const inbox = dj.lane("Inbox").getByRole("listitem");
  await expect(inbox).toHaveCount(12);
  const whole = await inbox.evaluateAll((rows) =>
    rows.filter((row) => {
      const { left, top, bottom } = row.getBoundingClientRect();
      return [top + 1, bottom - 1].every((y) => row.contains(document.elementFromPoint(left + 60, y)));
    }),
  );
  expect(whole.length).toBeGreaterThanOrEqual(9);
  await dj.shot("glance-dashboard-420");

  const chosen = dj.row("Inbox", "Song 05");
  await page.keyboard.press("j");
  for (let step = 1; step < 4; step++) await page.keyboard.press("j");
  await expect(chosen).toBeFocused();
  const box = await chosen.boundingBox();
  const minna = await room.phone();
  for (const song of ["Slow Ferry", "Low Tide", "Grey Tuesday"]) await minna.ask(`${song}, Copper Robots`);
  await minna.vote("Song 12");
  await expect(page).toHaveTitle(/^\(3\) /);
  await expect(page.getByRole("button", { name: /^3 new/ })).toBeVisible();
  await expect(chosen).toBeFocused();
  await expect(chosen).toHaveAttribute("aria-current", "true");
  expect(await chosen.boundingBox()).toEqual(box);
  await server.call("PATCH", `${path}/${requests[1]!}`, { status: "declined" });
  await expect(dj.row("Inbox", "Song 02")).toHaveCount(0);
  expect(await chosen.boundingBox()).toEqual(box);
});

test("the queue is put in order by its handle, by its buttons and by keys, and nothing glides that should not", async ({ room, server }) => {
  const requests = await ask(room, 4);
  for (const request of requests) await server.call("PATCH", `/api/v1/events/${room.code}/requests/${request}`, { status: "accepted" });
  const dj = await room.booth({ viewport: { width: 1280, height: 800 } }); // which asks for less motion
  const { page } = dj;
  const rows = dj.lane("Queue").getByRole("listitem");
  const isOrder = async (...numbers: number[]) => {
    await expect(rows).toContainText(numbers.map((n) => `Song 0${n}`));
    await expect(async () => expect(await page.evaluate(() => window.cueslip!.digest())).toBe(await room.digest("crew"))).toPass();
    await page.reload(); // the server has it so
    await expect(rows).toContainText(numbers.map((n) => `Song 0${n}`));
    await expect(page.locator(":focus")).toHaveCount(1);
    await page.evaluate(() => {
      window.moved = [];
      const animate = Element.prototype.animate;
      Element.prototype.animate = function (frames, options) {
        window.moved!.push(JSON.stringify(frames));
        return animate.call(this, frames, options);
      };
    });
  };
  let answer = () => {};
  const asked = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/journal", (call) => asked.then(() => call.continue()));
  await page.reload();
  await expect(rows).toHaveCount(4);
  await expect(dj.lane("Log")).not.toContainText("Nothing has happened yet"); // that is not known yet
  answer();
  await expect(dj.lane("Log").getByRole("listitem")).not.toHaveCount(0);
  await isOrder(1, 2, 3, 4);
  const handle = (await rows.first().locator(".handle").boundingBox())!;
  const third = (await rows.nth(2).boundingBox())!;
  await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
  await page.mouse.down();
  await page.mouse.move(handle.x, third.y + third.height * 0.8, { steps: 4 });
  await dj.shot("drag-1280");
  await page.mouse.up();
  await expect(rows).toContainText(["Song 02", "Song 03", "Song 01", "Song 04"]);
  expect(await page.evaluate(() => window.moved!)).toEqual([]);
  await isOrder(2, 3, 1, 4);
  await dj.row("Queue", "Song 04").getByRole("button", { name: "Move up: Song 04" }).click();
  await isOrder(2, 3, 4, 1);
  await dj.row("Queue", "Song 02").getByRole("button", { name: "Move down: Song 02" }).click();
  await isOrder(3, 2, 4, 1);
  await page.keyboard.press("2");
  await page.keyboard.press("End");
  await page.keyboard.press("Alt+ArrowUp");
  expect(await page.evaluate(() => window.moved!)).toEqual([]);
  await isOrder(3, 2, 1, 4);
  await rows.first().locator(".song").hover(); // a row is no handle: trackers know lists that lost songs so
  await page.mouse.down();
  await page.mouse.move(third.x + 100, third.y + third.height, { steps: 4 });
  await page.mouse.up();
  await isOrder(3, 2, 1, 4);
  const refused = await rows.first().evaluate((row) => (row.classList.add("refused"), row.getAnimations().length));
  expect(refused).toBe(0); // it would shake
});

/** frames are what a browser draws of a page while something is done. */
async function frames(cdp: CDPSession, act: () => Promise<unknown>): Promise<string[]> {
  const drawn: string[] = [];
  cdp.on("Page.screencastFrame", ({ data, sessionId }) => {
    drawn.push(data);
    void cdp.send("Page.screencastFrameAck", { sessionId });
  });
  await cdp.send("Page.startScreencast", { format: "png", everyNthFrame: 1 });
  await act();
  await cdp.send("Page.stopScreencast");
  return drawn;
}

/** luminances are how light pictures are, on the whole, from 0 to 255. */
function luminances(blank: Page, pictures: string[]): Promise<number[]> {
  return blank.evaluate(async (pictures) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [64, 64];
    const pen = canvas.getContext("2d", { willReadFrequently: true })!;
    const lights: number[] = [];
    for (const picture of pictures) {
      const image = new Image();
      image.src = `data:image/png;base64,${picture}`;
      await image.decode();
      pen.drawImage(image, 0, 0, 64, 64);
      const { data } = pen.getImageData(0, 0, 64, 64);
      let sum = 0;
      for (let i = 0; i < data.length; i += 4) sum += (data[i]! + data[i + 1]! + data[i + 2]!) / 3;
      lights.push(sum / (data.length / 4));
    }
    return lights;
  }, pictures);
}

test("no frame is white while a dark dashboard or board loads, however late its styles come", async ({ room, browser }) => {
  await fill(room);
  const dj = await room.booth();
  const minna = await room.phone({ colorScheme: "dark" });
  const blank = await (await browser.newContext()).newPage();
  for (const { page, context } of [dj, minna]) {
    const cdp = await context.newCDPSession(page);
    await cdp.send("Network.enable");
    await cdp.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 100_000, uploadThroughput: 100_000 });
    await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
    const drawn = await frames(cdp, async () => {
      await page.reload({ waitUntil: "load" });
      await page.waitForFunction(() => window.cueslip?.link.value.state === "live");
    });
    expect(drawn.length).toBeGreaterThan(0);
    for (const light of await luminances(blank, drawn)) expect(light).toBeLessThan(80);
  }
});

test("every state of a request is told at the desk by a word, a sign or its form, and not by colour alone", async ({ room, server }) => {
  await fill(room);
  const path = `/api/v1/events/${room.code}`;
  const dj = await room.booth({ viewport: { width: 1280, height: 800 } });
  const { page } = dj;
  await expect(dj.row("Inbox", "Slow Ferry")).toBeVisible();
  await server.call("PATCH", path, { approval: true });
  const minna = await room.phone();
  await minna.ask("Lantern Moth, Cold Harbour");
  await expect(dj.row("Inbox", "Lantern Moth")).toContainText("Waits for approval");
  await expect(dj.row("Inbox", "Lantern Moth")).toContainText("New");
  const decks = page.getByRole("region", { name: "On the decks" });
  await expect(decks).toContainText("▶ Now · ");
  await expect(decks).toContainText("▷ Next · ");
  await expect(page.getByRole("button", { name: "Requests: Open. Change" })).toHaveText("Open");
  await room.door.ban("Slow Ferry", { reason: "Once is enough" });
  const cdp = await dj.context.newCDPSession(page);
  await cdp.send("Emulation.setEmulatedVisionDeficiency", { type: "achromatopsia" });
  for (const [key, lane, form] of [["6", "Log", ".glyph"], ["4", "Played", ".when"], ["5", "Declined", ".song-meta"]] as const) {
    await page.keyboard.press(key);
    await expect(dj.lane(lane).getByRole("listitem").first().locator(form)).not.toBeEmpty();
    await dj.shot(`grey-${lane.toLowerCase()}-1280`);
  }
  await expect(page.getByRole("heading", { name: /^Hidden/ })).toBeVisible();
  await expect(dj.row("Declined", "Slow Ferry")).toContainText("Shown out");
  await server.call("PATCH", path, { gate: "closed" });
  await expect(page.getByRole("button", { name: "Requests: Closed. Change" })).toHaveText("Closed");
  await page.keyboard.press("1");
  await page.keyboard.press("x");
  await expect(page.getByRole("region", { name: "Last action" })).toContainText("✕");
  await page.setViewportSize({ width: 420, height: 900 });
  await dj.shot("grey-420");
});

declare global {
  interface Window {
    /** What began to move by itself. */
    moved?: string[];
  }
}
