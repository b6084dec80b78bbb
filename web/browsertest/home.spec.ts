import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { fill } from "./crowd.ts";
import { Inspection } from "./inspection.ts";
import { expect, test } from "./room.ts";
import { Server } from "./server.ts";

/** looks takes a picture of a page on a phone and on a desk, light and dark. */
async function looks(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await page.screenshot({ path: `../../test-results/screens/${name}-${colorScheme}-${width}.png`, fullPage: true });
    }
  }
}

test("a set list is exported as a table that calculates nothing, and printed", async ({ server, browser, room }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`${server.link("ana")}?next=/dj`);
  const minna = await room.phone();
  await minna.ask("=cmd()|A1, Copper Robots");
  await minna.ask("Amber Window, Marlow Finch");
  await page.reload();

  const card = page.locator(`[data-code="${room.code}"]`);
  await card.getByText("Export or print").click();
  await card.getByRole("radio", { name: "Requests" }).check();
  await looks(page, "dj-home");
  const [file] = await Promise.all([page.waitForEvent("download"), card.getByRole("button", { name: "CSV" }).click()]);
  expect(file.suggestedFilename()).toMatch(/^cueslip-.*-asked\.csv$/);
  const table = readFileSync(await file.path(), "utf8");
  expect(table).toContain(`"'=cmd()|A1","Copper Robots"`);
  expect(table).not.toMatch(/(^|,)"?[=+@-]/m);

  await card.getByRole("button", { name: "Print" }).click();
  await expect(page.getByRole("heading", { name: /exported as a table/ })).toBeVisible();
  await expect(page.getByRole("cell", { name: "Amber Window" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Print" })).toBeVisible();
  await looks(page, "setlist");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
});

test("a scheduled event takes requests already, at the flip of a switch", async ({ server, browser }) => {
  const start = { title: "Tomorrow at the Pier", starts_at: Date.now() + 86_400_000 };
  const { code } = await server.call<{ code: string }>("POST", "/api/v1/events", start);
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await page.goto(`${server.link("ana")}?next=/dj`);
  const card = page.locator(`[data-code="${code}"]`);
  await card.getByLabel("Take requests already").check();
  await expect(card).toContainText("Open for requests");
  await card.getByRole("link", { name: `/e/${code}` }).click();
  await expect(page.getByRole("button", { name: "Request a song" })).toBeEnabled();
});

test("the permanent link leads to tonight's event, and the public page shows what is public", async ({ browser }) => {
  const server = new Server();
  await server.start();
  try {
    const link = server.addDJ("Nova");
    const past = await server.openEvent("Friday at the Pier");
    const listener = await (await browser.newContext({ timezoneId: "America/New_York" })).newPage();
    await listener.goto(`${server.url}/@nova/now`);
    await expect(listener).toHaveURL(new RegExp(`/e/${past}$`));
    await listener.getByRole("button", { name: "Request a song" }).click();
    const sheet = listener.getByRole("dialog", { name: "Request a song" });
    await sheet.getByLabel("Song, artist").fill("Slow Ferry, PELICAN");
    await sheet.getByText("Your name, a dedication, a note").click();
    await sheet.getByLabel("Your name on the slip").fill("Minna");
    await sheet.getByRole("button", { name: "Send to the DJ" }).click();
    await expect(sheet).toBeHidden();
    const { requests } = await server.call<{ requests: { id: string }[] }>("GET", `/api/v1/events/${past}/board`);
    await server.call("PATCH", `/api/v1/events/${past}/requests/${requests[0]!.id}`, { status: "played" });

    await server.call("PATCH", `/api/v1/events/${past}`, { state: "ended" });
    const tonight = await server.openEvent("Saturday at the Pier");
    const tomorrow = { title: "Sunday at the Pier", starts_at: Date.now() + 86_400_000, zone: "Europe/Helsinki" };
    await server.call("POST", "/api/v1/events", tomorrow);
    await listener.goto(`${server.url}/@nova/now`);
    await expect(listener).toHaveURL(new RegExp(`/e/${tonight}$`));

    await listener.goto(`${server.url}/@nova`);
    await expect(listener.getByRole("link", { name: "Join" })).toHaveAttribute("href", `/e/${tonight}`);
    await expect(listener.getByText("where you are")).toBeVisible();
    await listener.getByText("Friday at the Pier").click();
    await expect(listener.getByText("Slow Ferry")).toBeVisible();
    await expect(listener.getByText("Minna")).toHaveCount(0);
    await looks(listener, "public");

    const home = await (await browser.newContext({ acceptDownloads: true })).newPage();
    await home.goto(`${link}?next=/dj`);
    const permanent = home.getByRole("region", { name: "Your permanent link" });
    await expect(permanent.getByRole("link", { name: `${server.url}/@nova/now` })).toBeVisible();
    const [file] = await Promise.all([home.waitForEvent("download"), permanent.getByRole("link", { name: "Download QR" }).click()]);
    expect(file.suggestedFilename()).toBe("cueslip-nova.svg");

    const id = "01900000-0000-7000-8000-000000000001";
    await server.call("POST", `/api/v1/events/${tonight}/requests`, { id, title: "Grey Tuesday" });
    await server.call("PATCH", `/api/v1/events/${tonight}`, { state: "ended" });
    await home.reload();
    await home.getByRole("region", { name: "Figures of your last 2 nights" }).getByText("As a table").click();
    await expect(home.getByRole("row", { name: /^\d\d:\d\d [12]$/ }).first()).toBeVisible();
    await home.locator(`[data-code="${past}"]`).getByText("Figures").click();
    await looks(home, "dj-permanent");
  } finally {
    await server.stop();
  }
});

test("the front page begins with a board to try, and leads to an event of one's own", async ({ server, browser }) => {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await page.goto(server.url);
  await page.getByRole("button", { name: "Stop the crowd" }).click();
  await looks(page, "front");
  await page.getByRole("link", { name: "Start an event" }).click();
  await expect(page).toHaveURL(/\/signin\?next=\/dj$/);
});

test("a new DJ rehearses with a made-up crowd, in one click", async ({ server, browser }) => {
  const page = await (await browser.newContext({ viewport: { width: 420, height: 900 }, colorScheme: "dark" })).newPage();
  const { token } = server;
  await page.goto(`${server.addDJ("Rhea")}?next=/dj`);
  server.token = token; // other tests are ana's
  await page.screenshot({ path: "../../test-results/screens/dj-new-420.png" });
  await page.getByRole("button", { name: "Rehearse" }).click();
  await page.waitForURL("**/dj/*");
  const inbox = page.getByRole("region", { name: "Inbox" });
  const votes = async (): Promise<number> => {
    const counts = await inbox.locator(".votes").allTextContents();
    return counts.reduce((sum, count) => sum + parseInt(count), 0);
  };
  await expect(inbox.getByRole("listitem").filter({ hasText: "Slow Ferry" })).toBeVisible();
  const before = await votes();
  await expect.poll(votes, "the crowd votes").toBeGreaterThan(before);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "On the decks" })).toContainText("Lighthouse, Two A.M.");
  await page.screenshot({ path: "../../test-results/screens/rehearsal-420.png" });
  await page.goto(`${server.url}/dj`);
  await expect(page.getByRole("listitem").filter({ hasText: "Rehearsal" })).toContainText("rehearsal");
  await page.goto(`${server.url}/@rhea`);
  await expect(page.getByText("Rehearsal")).toHaveCount(0);
});

test("the guide is two printed pages, black on white in the dark too", async ({ server, browser }) => {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: "dark" })).newPage();
  await page.goto(`${server.url}/guide`);
  await expect(page.getByRole("heading", { name: "A night with Cueslip" })).toBeVisible();
  await looks(page, "guide");
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  expect(await page.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.documentElement).backgroundColor])).toEqual(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
  const paper = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  expect(paper.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(2);
});

test("the front page is whole without script", async ({ server, browser }) => {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false })).newPage();
  await page.goto(server.url);
  const slips = page.getByRole("region", { name: /^Demo/ }).getByRole("listitem"); // of a board that moves: whoever was here before has voted
  await expect(slips.first()).toContainText(/No\. \d+.*\d+Vote/s);
  expect(await slips.count()).toBeGreaterThan(2);
  await expect(page.getByRole("heading", { name: "How it works" })).toBeVisible();
  await page.screenshot({ path: "../../test-results/screens/front-plain.png", fullPage: true });
});

test("a tip link shows on the DJ's page and at the foot of the board", async ({ browser }) => {
  const server = new Server();
  await server.start();
  try {
    const dj = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
    await dj.goto(`${server.addDJ("Nova")}?next=/account`);
    await dj.getByLabel("Tip link").fill("https://tips.example/nova");
    await dj.getByRole("region", { name: "Profile" }).getByRole("button", { name: "Save" }).click();
    await expect(dj.getByLabel("Tip link")).toHaveValue("https://tips.example/nova");
    const code = await server.openEvent("Friday at the Pier");
    for (const path of ["/@nova", `/e/${code}`]) {
      await dj.goto(server.url + path);
      await expect(dj.getByRole("link", { name: "Tip the DJ" })).toHaveAttribute("href", "https://tips.example/nova");
    }
    await dj.waitForFunction(() => window.cueslip?.link.value.state === "live");
    await expect(dj.getByRole("link", { name: "Tip the DJ" })).toBeVisible();
    await looks(dj, "board-tip");
  } finally {
    await server.stop();
  }
});

test("the pages around an event have no fault, in light and dark", async ({ room, browser, server }) => {
  await fill(room);
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const page = await (await browser.newContext(phone)).newPage();
  const around = new Inspection(page, ["dark", "light"]);
  const home = new Inspection(page, ["dark", "light", "blackout"], true);
  await page.goto(server.url);
  await page.getByRole("button", { name: "Stop the crowd" }).click();
  await page.getByLabel("Ask for a song").fill("amber win");
  await expect(page.getByText("Already asked")).toBeVisible();
  await around.look("the front page");

  await server.call("POST", "/api/v1/events", { title: "Tomorrow", starts_at: Date.now() + 86_400_000 });
  await page.goto(`${server.link("ana")}?next=/dj`);
  const card = page.locator(`[data-code="${room.code}"]`);
  await card.getByText("Export or print").click();
  await home.look("the DJ home");
  await page.goto(`${server.url}/dj/${room.code}/setlist?list=asked&names=true`);
  await around.look("a list to print");

  const played = await server.call<{ requests: { id: string }[] }>("GET", `/api/v1/events/${room.code}/board`);
  await server.call("PATCH", `/api/v1/events/${room.code}/requests/${played.requests[0]!.id}`, { status: "played" });
  await server.call("PATCH", `/api/v1/events/${room.code}`, { state: "ended" });
  await page.goto(`${server.url}/dj`);
  await page.locator(`[data-code="${room.code}"]`).getByText("Figures").click();
  await page.getByText("As a table", { exact: true }).first().click(); // no title of another event
  await home.look("the DJ home after a night");
  await page.goto(`${server.url}/guide`);
  await around.look("the guide");
  await page.goto(`${server.url}/@ana`);
  await page.getByRole("group").filter({ hasText: "song" }).first().locator("summary").click();
  await around.look("a DJ's page");
  around.passes();
  home.passes();
});
