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

declare global {
  interface Window {
    /** How many rows began to glide. */
    glides?: number;
  }
}
