import { expect, test } from "./room.ts";

test("a DJ opens an event, works by keys alone, and ends it with a set list", async ({ server, browser, room }) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: "light" });
  const page = await context.newPage();
  await page.goto(`${server.link("ana")}?next=/dj`);
  await page.getByLabel("New event").fill("Saturday at the Pier");
  await page.getByRole("button", { name: "Start" }).click();
  await page.waitForURL(/\/dj\/[0-9A-Z]{8}$/);
  room.code = page.url().slice(-8);
  await expect(page.getByRole("heading", { name: "Saturday at the Pier" })).toBeVisible();
  await page.screenshot({ path: "../../test-results/screens/dashboard-new-light-1280.png" });

  const minna = await room.phone({ colorScheme: "light" });
  await minna.ask("Around the Pier, Copper Robots");
  const inbox = page.getByRole("region", { name: "Inbox" });
  await expect(inbox.getByRole("listitem")).toContainText("Around the Pier");
  await page.keyboard.press("1");
  await page.keyboard.press("Enter"); // queue
  await expect(page.getByRole("region", { name: "Queue" }).getByRole("listitem")).toContainText("Around the Pier");
  await page.keyboard.press("g"); // play what is next
  await expect(minna.page.getByRole("region", { name: "Now playing" })).toContainText("Around the Pier");
  await page.keyboard.press("d"); // played
  await expect(minna.page.getByRole("region", { name: "Now playing" })).not.toContainText("Around the Pier");

  await page.getByRole("button", { name: "Event menu" }).click();
  await page.getByRole("menuitem", { name: "End the event" }).click();
  await expect(minna.page.getByRole("heading", { name: /^Set list/ })).toBeVisible();
  await expect(minna.slip("Around the Pier")).toBeVisible();
  await expect(minna.page.getByRole("button", { name: /ended/ })).toBeDisabled();
  await minna.shot("phone-ended-light");
});
