import type { Page } from "@playwright/test";
import { fill } from "./crowd.ts";
import { expect, test } from "./room.ts";

/** walk goes over the page by Tab and returns what had the focus, and what of it could not be seen. */
async function walk(page: Page, most: number): Promise<{ met: number; covered: string[] }> {
  const covered: string[] = [];
  const met = new Set<string>();
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const part = document.activeElement;
      if (part === null || part === document.body) return null;
      const { left, top, width, height } = part.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      const style = getComputedStyle(part);
      return {
        what: part.outerHTML.slice(0, 140),
        seen: hit !== null && (part.contains(hit) || hit.contains(part)),
        ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
      };
    });
    if (focus === null) continue;
    met.add(focus.what);
    if (!focus.seen) covered.push(`covered: ${focus.what}`);
    if (!focus.ringed) covered.push(`no ring: ${focus.what}`);
  }
  return { met: met.size, covered };
}

test("what has the focus is seen, with a ring, on the board and the dashboard", async ({ room }) => {
  await fill(room);
  const minna = await room.phone();
  const dj = await room.booth();
  await expect(dj.row("Inbox", "Slow Ferry")).toBeVisible();
  for (const page of [minna.page, dj.page]) {
    const { met, covered } = await walk(page, 30);
    expect(met).toBeGreaterThan(8);
    expect(covered).toEqual([]);
  }
});

for (const reducedMotion of ["reduce", "no-preference"] as const) {
  test(`rows ${reducedMotion === "reduce" ? "do not glide for those who asked for less motion" : "glide for everybody else"}`, async ({ room }) => {
    const minna = await room.phone({ reducedMotion });
    await minna.ask("Slow Ferry, PELICAN");
    await minna.ask("Low Tide, Copper Robots");
    await minna.page.evaluate(() => {
      const animate = Element.prototype.animate;
      window.glides = 0;
      Element.prototype.animate = function (frames, options) {
        if (JSON.stringify(frames).includes("translate")) window.glides!++;
        return animate.call(this, frames, options);
      };
    });
    const [otto, nora] = [await room.phone(), await room.phone()];
    for (const phone of [otto, nora]) await phone.vote("Low Tide");
    await expect(minna.page.getByRole("listitem").first()).toContainText("Low Tide");
    expect((await minna.page.evaluate(() => window.glides!)) > 0).toBe(reducedMotion !== "reduce");
  });
}

/** outside returns where Tab leads to from an open dialog, but for what is in it. */
async function outside(page: Page): Promise<string[]> {
  const found: string[] = [];
  const stops = await page.locator("dialog[open]").evaluate((dialog) => dialog.querySelectorAll("a, button, input, select, textarea").length);
  for (let i = 0; i <= stops; i++) {
    await page.keyboard.press("Tab");
    found.push(await page.evaluate(() => (document.activeElement!.closest("dialog[open], body") === document.body ? document.activeElement!.outerHTML.slice(0, 80) : "")));
  }
  return found.filter((what) => what !== "" && !what.startsWith("<body")); // body is the browser's own turn
}

test("a dialog keeps the focus while it is open, and gives it back where it came from", async ({ room }) => {
  await fill(room);
  const minna = await room.phone();
  const ask = minna.page.getByRole("button", { name: "Request a song" });
  await ask.press("Enter");
  await expect(minna.page.getByLabel("Song, artist")).toBeFocused();
  expect(await outside(minna.page)).toEqual([]);
  await minna.page.keyboard.press("Escape");
  await expect(ask).toBeFocused();

  const dj = await room.booth({ viewport: { width: 1280, height: 800 } });
  const { page } = dj;
  const row = dj.row("Inbox", "Slow Ferry");
  await row.click({ position: { x: 120, y: 12 } });
  await expect(row).toBeFocused();
  for (const key of ["?", "Control+k", "t", "l", "Shift+B", "Shift+C", "q", "s", "m", "b", "Shift+X"]) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog").locator(":focus"), key).toHaveCount(1);
    if (key !== "?") expect(await outside(page), key).toEqual([]); // it has a button for each key
    await page.keyboard.press("Escape");
    await expect(row, key).toBeFocused();
  }
  const more = row.getByRole("button", { name: "More for Slow Ferry" });
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(more).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  await expect(more).toBeFocused();
});

declare global {
  interface Window {
    /** How many rows began to glide. */
    glides?: number;
  }
}
