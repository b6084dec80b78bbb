import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { Guest } from "./crowd.ts";
import { Keyboard } from "./keyboard.ts";
import { expect, Room, test } from "./room.ts";
import { Server } from "./server.ts";

/** The parts of a dashboard that is wide enough for all of them. */
function parts(page: Page) {
  const rows = (lane: string) => page.getByRole("region", { name: lane }).getByRole("listitem");
  return { inbox: rows("Inbox"), queue: rows("Queue"), decks: page.getByRole("region", { name: "On the decks" }) };
}

test("a whole night is played with the keyboard alone, from opening the event to reading its exported set list", async ({ browser }) => {
  test.setTimeout(120_000);
  const server = new Server();
  await server.start();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: "light", acceptDownloads: true });
    const page = await context.newPage();
    await page.goto(`${server.addDJ("ana")}?next=/dj`);
    const keys = new Keyboard(page);
    await keys.reach(page.getByLabel("New event"));
    await keys.type("Saturday at the Pier");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/dj\/[0-9A-Z]{8}$/);
    const room = new Room(browser, server, page.url().slice(-8));
    await room.door.limits({});
    const { inbox, queue, decks } = parts(page);
    await expect(page.getByRole("heading", { name: "Saturday at the Pier" })).toBeVisible();
    await page.screenshot({ path: "../../test-results/screens/dashboard-new-light-1280.png" });
    await keys.press("o", "o"); // closed, and open again
    await expect(page.getByRole("button", { name: "Requests: Open. Change" })).toBeVisible();

    const [minna, otto] = [await Guest.at(room, "Minna"), await Guest.at(room, "Otto")];
    await minna.ask("Slow Ferry", "PELICAN");
    await otto.ask("Slow Ferry", "Pelican");
    for (const song of ["Low Tide", "Grey Tuesday", "Quartz Hour", "Night Orchard"]) await minna.ask(song, "Copper Robots");
    await expect(inbox).toHaveCount(6);

    await keys.press("1", "m"); // the two that are the same
    await expect(inbox).toHaveCount(5);
    await keys.press("z");
    await expect(inbox).toHaveCount(6);
    await keys.press("m", "Enter");
    await expect(queue).toContainText(["Slow Ferry"]);
    await keys.press("Enter", "Enter"); // what comes up is queued as well
    await expect(queue).toContainText(["Slow Ferry", "Low Tide", "Grey Tuesday"]);
    await keys.press("x"); // Quartz Hour
    await expect(inbox).toHaveCount(1);
    await keys.press("Shift+X"); // Night Orchard, with a reason
    await keys.reach(page.getByLabel("Or in your own words"));
    await keys.type("Another night");
    await keys.press("Enter");
    await expect(inbox).toHaveCount(0);

    await keys.press("2", "End", "Alt+ArrowUp", "Alt+ArrowUp");
    await expect(queue).toContainText(["Grey Tuesday", "Slow Ferry", "Low Tide"]);
    await keys.press("n");
    await expect(decks).toContainText("Next · 004");
    await keys.press("g");
    await expect(decks).toContainText("Grey Tuesday");
    await keys.press("t");
    await keys.type("Last requests at half past one");
    await keys.press("Enter");
    await expect(page.getByRole("button", { name: /^Announcement/ })).toBeVisible();
    await keys.press("Shift+O");
    await expect(page.getByRole("button", { name: "Requests: Last call. Change" })).toBeVisible();
    await keys.press("g"); // the next one, and so Grey Tuesday was played
    await expect(decks).toContainText("Slow Ferry");
    await keys.press("d");
    await expect(decks).toContainText("Nothing is playing");
    await keys.press("s");
    await keys.type("Lantern Moth, Cold Harbour");
    await keys.press("Enter");
    await expect(decks).toContainText("Lantern Moth");
    await keys.press("o");
    await expect(page.getByRole("button", { name: "Requests: Closed. Change" })).toBeVisible();
    await keys.press("d", "Control+k");
    await keys.type("end the");
    await keys.press("Enter");
    await expect(page.getByText("Ended", { exact: true })).toBeVisible();
    await expect(page.getByText(/\d new/)).toHaveCount(0);
    await page.screenshot({ path: "../../test-results/screens/dashboard-ended-1280.png" });

    await keys.press("Control+k");
    await keys.type("my events");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/dj");
    await keys.reach(page.getByText("Export or print"));
    await keys.press("Enter");
    await keys.reach(page.getByRole("button", { name: "Text" }));
    const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    const list = readFileSync(await file.path(), "utf8");
    expect(list).toMatch(/Saturday at the Pier[^]*Grey Tuesday[^]*Slow Ferry[^]*Lantern Moth/);
    expect(list).not.toMatch(/Low Tide|Quartz Hour|Night Orchard/);
    const ended = await room.phone();
    await expect(ended.page.getByRole("heading", { name: "Set list · 3 songs" })).toBeVisible();
    await ended.shot("phone-ended-light");
  } finally {
    await server.stop();
  }
});
