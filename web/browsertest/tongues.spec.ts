import type { Locator, Page } from "@playwright/test";
import { fill, songs } from "./crowd.ts";
import { Inspection } from "./inspection.ts";
import { expect, test } from "./room.ts";

// Line 38: the pages in German, and in Arabic from right to left, with titles
// in every script.

test.use({ trace: "off" });

const narrow = { viewport: { width: 320, height: 640 } };

/** cutOff returns the labels that are wider than their room, or than the page. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const labels = [...document.querySelectorAll<HTMLElement>("button, .label, .here, .what, .button, summary, legend, label")];
    const seen = labels.filter((label) => label.checkVisibility() && !label.closest(".unseen") && !label.querySelector("bdi"));
    const wider = (label: HTMLElement) => label.scrollWidth > label.clientWidth + 1 || label.getBoundingClientRect().right > innerWidth || label.getBoundingClientRect().left < 0;
    return seen.filter((label) => getComputedStyle(label).display !== "inline" && wider(label)).map((label) => label.innerText);
  });
}

/** beginsInside tells whether the first letter of a title is seen: a long one is cut at its end. */
function beginsInside(title: Locator): Promise<boolean> {
  return title.evaluate((bdi) => {
    const first = document.createRange();
    first.setStart(bdi.firstChild!, 0);
    first.setEnd(bdi.firstChild!, 1);
    const [letter, box] = [first.getBoundingClientRect(), bdi.parentElement!.getBoundingClientRect()];
    return letter.left >= box.left - 1 && letter.right <= box.right + 1;
  });
}

test("the board speaks Arabic from right to left, with titles in any script and the stub at the thumb", async ({ room }) => {
  await fill(room);
  const minna = await room.phone({ locale: "ar-EG", ...narrow });
  const { page } = minna;
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual(["ar", "rtl"]);
  await expect(page.getByText("6 طلبات")).toBeVisible();
  await minna.fits();
  for (const slip of await page.locator(".slips .slip").all()) {
    await slip.scrollIntoViewIfNeeded();
    const [stub, title] = [(await slip.locator(".stub").boundingBox())!, (await slip.locator(".title bdi").boundingBox())!];
    expect(stub.width).toBeGreaterThanOrEqual(64);
    expect(Math.round(stub.x + stub.width)).toBe(320 - 12); // the right thumb's
    expect(title.x + title.width).toBeLessThanOrEqual(stub.x);
  }
  await minna.shot("tongues-board-ar-320");
  expect(await beginsInside(page.locator(".slip .title bdi").filter({ hasText: "Amber Window" }))).toBe(true);

  await page.getByRole("button", { name: /^طلباتي/ }).click();
  await page.getByLabel("التصويت باليد اليسرى").check();
  await page.getByRole("button", { name: "العودة إلى اللوحة" }).click();
  expect(Math.round((await page.locator(".slip .stub").first().boundingBox())!.x)).toBe(12);
});

test("a request is made in Arabic, and refused in Arabic", async ({ room }) => {
  await room.door.limits({ open: 1 });
  const minna = await room.phone({ locale: "ar" });
  const { page } = minna;
  const ask = async (song: string) => {
    await page.getByRole("button", { name: "اطلب أغنية" }).click();
    await page.getByLabel("الأغنية، الفنان").fill(song);
    await page.getByRole("button", { name: "إرسال إلى الدي جي" }).click();
  };
  await room.door.block({ kind: "word", word: "karaoke" });
  await ask("Karaoke Night، PELICAN");
  await expect(page.getByRole("alert").filter({ hasText: "لا يقبل هذا الحفل «\u2068karaoke\u2069»." }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await ask("Slow Ferry، PELICAN");
  await expect(page.getByText("رقم 001").first()).toBeVisible();
  await ask("أضواء الميناء");
  await expect(page.getByRole("alert").filter({ hasText: "لديك أكبر عدد من الطلبات المفتوحة" }).first()).toBeVisible();
  await minna.shot("tongues-ask-ar-390");
});

test("counts take each of the forms that Arabic has", async ({ room }) => {
  await room.door.limits({});
  const minna = await room.phone({ locale: "ar" });
  const ask = async (title: string) => {
    const { token } = await room.server.call<{ token: string }>("POST", "/api/v1/guests", {}, ""); // one each: nobody asks so fast
    const id = `0192a000-0000-7000-8000-${crypto.randomUUID().slice(-12)}`;
    await room.server.call("POST", `/api/v1/events/${room.code}/requests`, { id, title }, token);
  };
  const forms: [number, string][] = [[1, "طلب واحد"], [2, "طلبان"], [3, "3 طلبات"], [11, "11 طلبًا"], [100, "100 طلب"]];
  let asked = 0;
  for (const [count, says] of forms) {
    const songs: Promise<void>[] = [];
    for (; asked < count; asked++) songs.push(ask(`Song ${asked}`));
    await Promise.all(songs);
    await expect(minna.page.locator(".total")).toHaveText(says, { timeout: 20_000 }); // what is new may wait for its turn
  }
});

test("a language is chosen at the foot of the board and survives a reload", async ({ room }) => {
  const minna = await room.phone();
  const { page } = minna;
  const lang = () => page.evaluate(() => document.documentElement.lang);
  expect(await lang()).toBe("en");
  await page.getByRole("button", { name: "Deutsch" }).click();
  await minna.live();
  expect(new URL(page.url()).pathname).toBe(`/e/${room.code}`);
  expect(await lang()).toBe("de");
  await page.reload();
  await minna.live();
  expect(await lang()).toBe("de");
  await expect(page.getByRole("button", { name: "Song wünschen" })).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await minna.live();
  expect(await lang()).toBe("en");
});

test("no German label is cut off at 320 px", async ({ room }) => {
  await fill(room);
  const minna = await room.phone({ locale: "de-DE", ...narrow });
  const { page } = minna;
  await minna.fits();
  expect(await cutOff(page)).toEqual([]);
  await page.getByRole("button", { name: "Dafür: Slow Ferry" }).click();
  await expect(page.getByRole("button", { name: "Bin dafür: Slow Ferry" })).toBeVisible();
  await minna.shot("tongues-board-de-320");
  await page.getByRole("button", { name: "Song wünschen" }).click();
  await page.getByText("Dein Name, eine Widmung, eine Notiz").click();
  await page.getByLabel("Song, Interpret").fill("Harbour Lights, The Tidal Clocks");
  expect(await cutOff(page)).toEqual([]);
  await minna.shot("tongues-ask-de-320");
  await page.getByRole("button", { name: "An den DJ schicken" }).click();
  await page.getByRole("button", { name: /^Meine/ }).click();
  await expect(page.getByText("Gesendet").first()).toBeVisible();
  await minna.fits();
  expect(await cutOff(page)).toEqual([]);
  await minna.shot("tongues-mine-de-320");
});

test("a page whose catalogue cannot be had goes on in English", async ({ room, browser }) => {
  const context = await browser.newContext({ locale: "ar" });
  const page = await context.newPage();
  await page.route("**/board.ar-*.json", (route) => route.abort());
  await page.goto(room.board);
  await expect(page.getByRole("button", { name: "Request a song" })).toBeEnabled();
  expect(await page.evaluate(() => document.documentElement.dir)).toBe("ltr");
});

test("the board in Arabic has no fault, in light and dark", async ({ room }) => {
  await fill(room);
  const minna = await room.phone({ locale: "ar" });
  await expect(minna.slip(songs[0]![0]).first()).toBeVisible();
  const board = new Inspection(minna.page, ["dark", "light"]);
  await board.look("the board");
  await minna.shot("tongues-board-ar-light");
  await minna.page.getByRole("button", { name: "اطلب أغنية" }).click();
  await board.look("the sheet to ask");
  board.passes();
});

test("the other pages in Arabic have no fault and fit 320 px, and a language chosen on one is that of all", async ({ room, server, browser }) => {
  await fill(room);
  const { token } = await server.call<{ token: string }>("POST", `/api/v1/events/${room.code}/invitations`, { role: "cohost" });
  const page = await (await browser.newContext({ ...narrow, locale: "en", colorScheme: "light" })).newPage();
  await page.goto(server.url);
  await page.getByRole("button", { name: "العربية" }).click();
  await expect(page.getByRole("heading", { name: "استقبل الطلبات من دون دردشة" })).toBeVisible();
  const pages = new Inspection(page, ["light"]);
  const look = async (path: string) => {
    await page.goto(server.url + path);
    expect(await page.evaluate(() => [document.documentElement.dir, document.documentElement.scrollWidth - innerWidth]), path).toEqual(["rtl", 0]);
    await pages.look(path);
  };
  for (const path of ["/", "/signin", "/@ana", `/join/${token}`, "/nowhere"]) await look(path);
  await page.goto(`${server.link("ana")}?next=/account`);
  await page.waitForURL("**/account");
  for (const path of ["/dj", "/account", `/dj/${room.code}/setlist?list=asked`]) await look(path);
  pages.passes();
});

test("a DJ works in Arabic, and the keys are where they are", async ({ room, browser }) => {
  await fill(room);
  const context = await browser.newContext({ locale: "ar", colorScheme: "dark", viewport: { width: 420, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${room.server.link("ana")}?next=/dj/${room.code}`);
  await page.waitForURL(`**/dj/${room.code}`);
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual(["ar", "rtl"]);
  const inbox = page.getByRole("region", { name: "الوارد" });
  await expect(inbox.getByRole("listitem").filter({ hasText: "Slow Ferry" })).toBeVisible();
  expect(await beginsInside(inbox.locator(".song-title bdi").filter({ hasText: "Amber Window" }))).toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  const board = new Inspection(page, ["dark", "light"], true);
  await board.look("the dashboard in Arabic");
  await page.keyboard.press("n");
  await expect(page.getByRole("region", { name: "آخر إجراء" })).toContainText(/رقم\s001.? هي التالية/);
  await page.keyboard.press("z");
  await expect(page.getByRole("region", { name: "آخر إجراء" })).toContainText("تم التراجع");
  await page.keyboard.press("Shift+b");
  await expect(page.getByRole("dialog", { name: "الجمهور" })).toContainText("لا أحد مُستبعد.");
  await board.look("the dialog about the crowd in Arabic");
  board.passes();
});

test("no German label of the dashboard is cut off at 420 px", async ({ room, browser }) => {
  await fill(room);
  const context = await browser.newContext({ locale: "de", colorScheme: "dark", viewport: { width: 420, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${room.server.link("ana")}?next=/dj/${room.code}`);
  await page.waitForURL(`**/dj/${room.code}`);
  await expect(page.getByRole("region", { name: "Eingang" })).toBeVisible();
  expect(await cutOff(page)).toEqual([]);
  await page.keyboard.press("l");
  await expect(page.getByRole("dialog", { name: "Publikum" })).toBeVisible();
  expect(await cutOff(page)).toEqual([]);
});
