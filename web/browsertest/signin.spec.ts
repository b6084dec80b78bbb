import type { Page } from "@playwright/test";
import { expect, test } from "./room.ts";

async function shots(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `../../test-results/screens/${name}-${colorScheme}.png`, fullPage: true });
  }
}

test("who asks and votes, and signs up later, finds the request still theirs", async ({ room, browser }) => {
  const ben = await room.phone();
  await ben.ask("Harbour Lights, The Tidal Clocks");
  const minna = await room.phone();
  await minna.ask("Slow Ferry, PELICAN");
  await minna.vote("Harbour Lights");
  await minna.hasVotes("Harbour Lights", 2);

  await minna.mine();
  await minna.shot("phone-mine-signin");
  await minna.page.getByRole("link", { name: "Sign up or in to keep these" }).click();
  const page = minna.page;
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await shots(page, "phone-signin");
  await page.getByText("New here? Sign up with e-mail").click();
  const up = page.locator("form[action='/signup']");
  await up.getByLabel("Name").fill("Minna");
  await up.getByLabel("E-mail").fill("minna@example.org");
  await up.getByLabel("Password").fill("password1");
  await up.getByRole("button", { name: "Make an account" }).click();
  await expect(page.getByRole("alert")).toContainText("list of common ones");
  await shots(page, "phone-signup-refused");
  await up.getByLabel("Password").fill("slow ferry amber");
  await up.getByRole("button", { name: "Make an account" }).click();
  await page.waitForURL(room.board);
  await minna.live();
  await minna.mine();
  await expect(minna.slip("Slow Ferry")).toBeVisible();
  await expect(page.getByRole("button", { name: "Withdraw Slow Ferry" })).toBeVisible();
  await page.getByRole("button", { name: "Back to the board" }).click();
  await minna.hasVotes("Harbour Lights", 2);

  // On another device, without script.
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, javaScriptEnabled: false });
  const desk = await context.newPage();
  await desk.goto(`${room.server.url}/signin?next=//evil.example`);
  await expect(desk.getByRole("status")).toContainText("wanted to lead off this site");
  await desk.screenshot({ path: "../../test-results/screens/desk-signin.png" });
  await desk.locator("#email").fill("minna@example.org");
  await desk.locator("#password").fill("slow ferry amber");
  await desk.getByRole("button", { name: "Sign in", exact: true }).click();
  await desk.waitForURL(`${room.server.url}/?elsewhere`);
  await desk.goto(`${room.server.url}/signin`);
  await expect(desk.getByText("You are signed in as Minna")).toBeVisible();
});
