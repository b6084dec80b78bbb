import { fill, songs } from "./crowd.ts";
import { expect, test } from "./room.ts";

test("titles in any script leave the board as wide as it is, and every stub in reach", async ({ room }) => {
  await fill(room);
  const minna = await room.phone();
  for (const dir of ["ltr", "rtl"]) {
    await minna.page.evaluate((dir) => (document.documentElement.dir = dir), dir);
    await expect(minna.slip("أضواء الميناء").first()).toBeVisible();
    await minna.fits();
    const stubs = minna.page.locator(".slip .stub");
    expect(await stubs.count()).toBeGreaterThan(3);
    for (const stub of await stubs.all()) {
      await stub.scrollIntoViewIfNeeded();
      const box = (await stub.boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(390);
      expect(box.width).toBeGreaterThanOrEqual(64);
    }
    await minna.shot(`scripts-${dir}-390`);
  }
});

test("a title of another script keeps its own direction, on the board and at the DJ's", async ({ room }) => {
  await fill(room);
  const [minna, dj] = [await room.phone(), await room.booth({ viewport: { width: 1280, height: 800 } })];
  for (const page of [minna.page, dj.page]) {
    for (const [title] of songs.slice(2, 4)) {
      await expect(page.locator("bdi").getByText(title, { exact: true }).first()).toBeVisible();
    }
  }
});
