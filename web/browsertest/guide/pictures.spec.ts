// Takes the pictures of docs/guide.md. They change with the pages: run this
// when one of them looks different, look at them, and commit them.

import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { expect, test as base, type Room } from "../room.ts";
import { Server } from "../server.ts";

const folder = join(import.meta.dirname, "../../../docs/img");
const most = 60_000; // bytes

const night: readonly (readonly [title: string, artist: string, name: string, votes: number])[] = [
  ["Lighthouse, Two A.M.", "Juno Vale", "Sam", 21],
  ["Amber Window", "Marlow Finch", "Priya", 31],
  ["Paper Lanterns", "The Late Ushers", "Ida", 17],
  ["Slow Ferry", "PELICAN", "Minna", 38],
  ["أضواء الميناء", "ساعات المد", "Noor", 27],
  ["Around the Pier", "Copper Robots", "Otto", 12],
  ["Velvet Static", "Low Tide Radio", "Leo", 9],
  ["Slow Ferry (Live)", "Pelican", "Kit", 4],
  ["Grey Tuesday", "Salt and Ashes", "Jo", 2],
];

// Behind a proxy, so that the crowd does not look made.
const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = new Server(["--trusted-proxy", "127.0.0.1/32"]);
      await server.start();
      server.addDJ("ana");
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
});

let guests = 0;

/** guest makes a guest who comes from a place of their own. */
async function guest(server: Server, name = ""): Promise<string> {
  const headers = { "content-type": "application/json", "x-forwarded-for": `198.51.100.${++guests}` };
  const made = await fetch(`${server.url}/api/v1/guests`, { method: "POST", headers, body: JSON.stringify({ name }) });
  return ((await made.json()) as { token: string }).token;
}

/** play has a room ask and vote, and the DJ begin with it. */
async function play(room: Room): Promise<void> {
  await room.door.limits({});
  const crowd = await Promise.all(Array.from({ length: 40 }, () => guest(room.server)));
  const requests = `/api/v1/events/${room.code}/requests`;
  const asked: string[] = [];
  for (const [i, [title, artist, name, votes]] of night.entries()) {
    const id = `0192a000-0000-7000-8000-00000000000${i}`;
    await room.server.call("POST", requests, { id, title, artist }, await guest(room.server, name));
    for (const token of crowd.slice(0, votes - 1)) await room.server.call("PUT", `${requests}/${id}/vote`, undefined, token);
    asked.push(id);
  }
  await room.server.call("PATCH", `${requests}/${asked[0]}`, { status: "playing" });
  await room.server.call("PATCH", `${requests}/${asked[1]}`, { status: "accepted", next: true });
  await room.server.call("PATCH", `${requests}/${asked[2]}`, { status: "accepted" });
}

/** around is the part of a page that goes from the first of its parts to the last. */
async function around(page: Page, parts: Locator[]): Promise<{ x: number; y: number; width: number; height: number }> {
  const boxes = await Promise.all(parts.map(async (part) => (await part.boundingBox())!));
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const [right, end] = [Math.max(...boxes.map((box) => box.x + box.width)), Math.max(...boxes.map((box) => box.y + box.height))];
  const seam = Math.min(12, x);
  return { x: x - seam, y: Math.max(0, y - seam), width: right - x + 2 * seam, height: end - y + 2 * seam };
}

/** keep writes a picture of a part of a page as WebP, which the browser makes. */
async function keep(page: Page, name: string, ...parts: Locator[]): Promise<void> {
  const picture = await page.screenshot({ clip: await around(page, parts) });
  const maker = await page.context().newPage();
  const data = await maker.evaluate(async (png) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    canvas.getContext("2d")!.drawImage(bitmap, 0, 0);
    return canvas.toDataURL("image/webp", 0.75);
  }, picture.toString("base64"));
  await maker.close();
  const file = join(folder, `guide-${name}.webp`);
  writeFileSync(file, Buffer.from(data.split(",")[1]!, "base64"));
  expect(statSync(file).size, `${name} is small enough to be sent`).toBeLessThan(most);
}

test("the pictures of the guide", async ({ browser, server, room }) => {
  await server.call("PATCH", `/api/v1/events/${room.code}`, { title: "Friday at Kaiku" });
  await play(room);
  const minna = await room.phone({ deviceScaleFactor: 2, colorScheme: "light" });
  await minna.vote("Velvet Static");
  await minna.vote("أضواء الميناء");
  await minna.hasVotes("أضواء الميناء", 28);
  await minna.page.evaluate(() => scrollTo(0, 0));
  await keep(minna.page, "board", minna.page.locator("header").first(), minna.slip("Around the Pier"));

  const dj = await room.booth({ deviceScaleFactor: 2 });
  await expect(dj.row("Inbox", "Grey Tuesday")).toBeVisible();
  await keep(dj.page, "dashboard", dj.page.locator(".head"), dj.row("Inbox", "Grey Tuesday"));
  const rules = await dj.dialog(/^Limits/, "Crowd");
  await rules.getByLabel("Others see a request once it is approved").check();
  await rules.getByLabel("Dedications are for the crew only").check();
  await keep(dj.page, "wedding", rules.getByRole("group", { name: "Listeners hear of a decline" }), rules.getByText("Dedications are for the crew only"));
  await dj.page.keyboard.press("Escape");
  await dj.context.setOffline(true);
  await expect(dj.page.getByText("board from")).toBeVisible();
  await dj.act("Inbox", "Queue", "Around the Pier");
  await expect(dj.page.getByText("1 unsent")).toBeVisible();
  await keep(dj.page, "offline", dj.page.locator(".head"), dj.page.getByRole("region", { name: "On the decks" }));
  await dj.context.setOffline(false);

  const home = await (await browser.newContext({ viewport: { width: 640, height: 800 }, deviceScaleFactor: 2, colorScheme: "dark" })).newPage();
  await home.goto(`${server.link("ana")}?next=/dj`);
  await home.getByLabel("New event").fill("Saturday at Kaiku");
  await keep(home, "start", home.locator("#new-event"));
  const card = home.locator(`[data-code="${room.code}"]`);
  await card.getByText("Export or print").click();
  await expect(card.getByText("here")).toBeVisible();
  await card.scrollIntoViewIfNeeded();
  await keep(home, "export", card);
});
