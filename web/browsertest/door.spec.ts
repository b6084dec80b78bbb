import { expect, test } from "./room.ts";

test("a board can be read without script", async ({ room, browser }) => {
  const minna = await room.phone();
  await minna.ask("Wires of Copper, The Signalmen");
  await expect(minna.slip("Wires of Copper")).toBeVisible();

  const context = await browser.newContext({ viewport: { width: 390, height: 664 }, javaScriptEnabled: false });
  const page = await context.newPage();
  const slip = page.getByRole("listitem").filter({ hasText: "Wires of Copper" });
  await expect(async () => {
    await page.goto(room.board); // a page may be a second old
    await expect(slip).toContainText("No. 001", { timeout: 500 });
  }).toPass();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("a board can be read");
  await expect(slip).toContainText("1");
  // Chromium that is told to run no script draws no <noscript> either.
  expect(await (await page.request.get(room.board)).text()).toContain("need JavaScript");
  await page.screenshot({ path: "../../test-results/screens/phone-noscript.png" });
});

test("a sign-in link works once, and then says so", async ({ room, server, browser }) => {
  const link = `${server.link("ana")}?next=/dj/${room.code}`;
  const first = await (await browser.newContext()).newPage();
  await first.goto(link);
  await first.waitForURL(`**/dj/${room.code}`);
  await first.goto(`${server.url}/dj`);
  await expect(first.getByText("a sign-in link works once").first()).toBeVisible();
  await first.screenshot({ path: "../../test-results/screens/dj-home-1280.png" });

  const second = await (await browser.newContext({ viewport: { width: 390, height: 664 } })).newPage();
  await second.goto(link);
  await expect(second.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();
  await second.screenshot({ path: "../../test-results/screens/sign-in-used.png" });
});

test("a dashboard is for the crew", async ({ room, browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${room.server.url}/dj/${room.code}`);
  await expect(page.getByRole("region", { name: "Inbox" })).toHaveCount(0);
});

test("what people type is text, never markup", async ({ room }) => {
  const dj = await room.booth();
  const minna = await room.phone();
  await minna.ask("<img src=x onerror=document.title='caught'>");
  await expect(dj.row("Inbox", "<img src=x")).toBeVisible();
  await expect(minna.slip("<img src=x")).toBeVisible();
  await expect(dj.page).not.toHaveTitle("caught");
  await expect(minna.page).not.toHaveTitle("caught");
});
