import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "./room.ts";

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
