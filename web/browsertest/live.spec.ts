import type { Page } from "@playwright/test";
import { ask, Crowd } from "./crowd.ts";
import type { Phone } from "./phone.ts";
import { expect, test } from "./room.ts";

// Fifty votes a second and six pages are much for a small machine.
test.setTimeout(120_000);

/** Ranks are kept for so long, and for so much longer after a touch. */
const beat = 5000;
const quiet = 1500;

/**
 * stays checks that a row is in one place of its page for so many ms, which
 * begin now, or with the event that an act causes.
 */
async function stays(what: string, page: Page, row: string, ms: number, after?: "pointerup" | "scroll", act?: () => Promise<unknown>): Promise<void> {
  await page.evaluate(
    ([row, ms, after]) => {
      const seen = new Set<string>();
      const began = () => {
        const until = performance.now() + ms;
        const look = () => {
          const box = document.querySelector(`[data-id="${row}"]`)?.getBoundingClientRect();
          seen.add(box === undefined ? "gone" : `${box.left},${box.top + scrollY}`);
          if (performance.now() < until) requestAnimationFrame(look);
          else window.places = [...seen];
        };
        look();
      };
      delete window.places;
      if (after === undefined) began();
      else addEventListener(after, began, { capture: true, once: true });
    },
    [row, ms, after] as const,
  );
  await act?.();
  await page.waitForFunction(() => window.places !== undefined);
  expect(await page.evaluate(() => window.places!), what).toHaveLength(1);
}

const ids = (page: Page, list: string) => page.locator(`${list} [data-id]`).evaluateAll((rows) => rows.map((row) => row.getAttribute("data-id")!));

/** turns notes from now on when the order of the board's rows changes. */
function turns(page: Page): Promise<void> {
  return page.evaluate(() => {
    const list = document.querySelector(".slips")!;
    const order = () => [...list.querySelectorAll<HTMLElement>("[data-id]")].map((row) => row.dataset["id"]).join();
    let before = order();
    window.turned = [];
    new MutationObserver(() => {
      if (order() !== before) window.turned!.push(performance.now());
      before = order();
    }).observe(list, { childList: true });
  });
}

/** at is a point of the third row, and the row that is there. */
async function at(page: Page): Promise<{ row: string; x: number; y: number }> {
  const { x, y, height } = (await page.locator(".slips > :nth-child(3) .body").boundingBox())!;
  const point = { x: x + 60, y: y + height / 2 };
  return { ...point, row: await page.evaluate(({ x, y }) => document.elementFromPoint(x, y)!.closest<HTMLElement>("[data-id]")!.dataset["id"]!, point) };
}

/** finger presses, lets go, and scrolls. */
async function finger({ page, context }: Phone): Promise<void> {
  const { row, x, y } = await at(page);
  const cdp = await context.newCDPSession(page);
  await cdp.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
  await stays("a finger is down", page, row, beat + 200);
  await stays("a finger was up just now", page, row, quiet - 100, "pointerup", () => cdp.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] }));
  await stays("the page was scrolled", page, row, quiet - 100, "scroll", () => page.mouse.wheel(0, 64));
}

async function keyboard({ page }: Phone): Promise<void> {
  await page.getByRole("combobox", { name: "Show" }).focus();
  const row = page.locator(".slips > li").filter({ has: page.locator(":focus") });
  while ((await row.count()) === 0) await page.keyboard.press("Tab"); // the bar may have a button
  await stays("the focus is in it", page, (await row.getAttribute("data-id"))!, beat + 200);
}

async function hover({ page }: Phone): Promise<void> {
  const { x, y } = await at(page);
  await page.mouse.move(x, y);
  const { row } = await at(page); // which may have been another until then
  await stays("a pointer rests on it", page, row, beat + 200);
}

test("under fifty votes a second nothing moves under a hand, and ranks change in beats, or not at all", async ({ room }) => {
  const requests = await ask(room, 15);
  const queued = requests.splice(12);
  for (const request of queued) await room.server.call("PATCH", `/api/v1/events/${room.code}/requests/${request}`, { status: "accepted" });
  const crowd = new Crowd(room, [...requests, ...queued]);
  await crowd.gather(40);
  const [minna, otto, nora, idle, holding] = [await room.phone(), await room.phone(), await room.phone(), await room.phone(), await room.phone()];
  await holding.mine();
  await holding.page.getByLabel("Hold the order of the list").check();
  await holding.mine();
  const dj = await room.booth();
  await expect(dj.lane("Inbox").getByRole("listitem")).toHaveCount(12);
  const chosen = requests[3]!;
  await dj.page.locator(`.inbox [data-id="${chosen}"]`).click();
  await expect(dj.page.locator(`.inbox [data-id="${chosen}"]`)).toBeFocused();
  await turns(idle.page);
  await turns(holding.page);
  const inbox = await ids(dj.page, ".inbox");
  const order = await ids(holding.page, ".slips");

  crowd.start(50);
  await dj.page.evaluate((row) => {
    const seen = new Set<string>();
    window.spots = seen;
    const look = () => {
      const { left, top } = document.querySelector(`.inbox [data-id="${row}"]`)!.getBoundingClientRect();
      seen.add(`${left},${top}`);
      requestAnimationFrame(look);
    };
    look();
  }, chosen);
  await Promise.all([finger(minna), keyboard(otto), hover(nora)]);
  await expect.poll(() => idle.page.evaluate(() => window.turned!.length)).toBeGreaterThan(1);
  await expect.poll(() => ids(dj.page, ".inbox")).not.toEqual(inbox); // around the selected row
  await expect(holding.page.getByRole("button", { name: /order changed · Show$/ })).toBeVisible();
  await crowd.stop();
  expect(crowd.counted).toBeGreaterThan(200);

  expect(await dj.page.evaluate(() => [...window.spots!])).toHaveLength(1);
  const turned = await idle.page.evaluate(() => window.turned!);
  const apart = turned.slice(1).map((at, i) => at - turned[i]!);
  expect(Math.min(...apart)).toBeGreaterThan(beat - 1000); // one may be drawn late
  expect(await ids(holding.page, ".slips")).toEqual(order);
  expect(await ids(dj.page, ".queue")).toEqual(queued);
  await expect(async () => expect(await minna.digest()).toBe(await room.digest("public"))).toPass();
});

/** stubs are the middles of the vote buttons that are seen, by their places, whatever comes to stand there. */
async function stubs(page: Page): Promise<{ x: number; y: number }[]> {
  const boxes = await page.locator(".slips .stub").evaluateAll((all) => all.map((stub) => stub.getBoundingClientRect().toJSON() as DOMRect));
  return boxes.filter(({ bottom }) => bottom < innerHeightOf(page)).map(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }));
}

const innerHeightOf = (page: Page) => page.viewportSize()!.height - 64; // less the bar at the bottom

test("a tap is a vote for the slip that was under the finger, however ranks change", async ({ room }) => {
  const crowd = new Crowd(room, await ask(room, 12));
  await crowd.gather(40);
  const minna = await room.phone({ reducedMotion: "no-preference" });
  const { page } = minna;
  await expect(page.locator(".slips > li")).toHaveCount(12);
  await page.evaluate(() => {
    window.pressed = [];
    let down: string | undefined;
    addEventListener("pointerdown", ({ target }) => {
      down = (target as Element).closest(".stub")?.closest<HTMLElement>("[data-id]")?.dataset["id"];
    }, { capture: true });
    addEventListener("click", () => { // the page lets none through that meets another row
      if (down) window.pressed!.push(down);
    }, { capture: true });
  });
  const counted = async () => ((await (await page.request.get(`${room.server.url}/api/v1/events/${room.code}/me`)).json()) as { votes: string[] }).votes.sort();
  const places = await stubs(page);
  const show = page.getByRole("button", { name: /Show$/ });

  crowd.start(50);
  for (let tap = 0; tap < 20; tap++) {
    if (await show.isVisible()) await show.tap(); // all rows glide to other places
    const { x, y } = places[1 + (tap % (places.length - 1))]!;
    await page.touchscreen.tap(x, y);
  }
  await crowd.stop();
  const pressed = await page.evaluate(() => window.pressed!);
  expect(pressed.length).toBeGreaterThan(10); // some meet a gap between gliding rows, or another row when they end
  const odd = [...new Set(pressed)].filter((id) => pressed.filter((other) => other === id).length % 2 === 1).sort();
  await expect.poll(counted).toEqual(odd);

  const [first, second] = places as [{ x: number; y: number }, { x: number; y: number }];
  await page.mouse.move(first.x, first.y);
  await page.mouse.down();
  await page.mouse.move(second.x, second.y);
  await page.mouse.up();
  const cdp = await minna.context.newCDPSession(page);
  await cdp.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [second] });
  await page.evaluate((by) => scrollBy({ top: by, behavior: "instant" }), second.y - first.y); // the page moves, the finger does not
  await cdp.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await minna.ask("Slow Ferry, PELICAN"); // whose own vote comes after all others
  await expect.poll(async () => (await counted()).length).toBe(odd.length + 1);
  expect((await counted()).filter((id) => odd.includes(id))).toEqual(odd);
});

test("the row under the DJ's finger stays, and is the one that is meant, when one above it leaves", async ({ room }) => {
  const requests = await ask(room, 4);
  const dj = await room.booth();
  const inbox = dj.lane("Inbox").getByRole("listitem");
  await expect(inbox).toHaveCount(4);
  const button = dj.row("Inbox", "Song 03").getByRole("button", { name: "Queue: Song 03" });
  const { x, y, width, height } = (await button.boundingBox())!;
  await dj.page.mouse.move(x + width / 2, y + height / 2);
  await dj.page.mouse.down();
  await room.server.call("PATCH", `/api/v1/events/${room.code}/requests/${requests[0]!}`, { status: "declined" });
  await expect(async () => expect(await dj.page.evaluate(() => window.cueslip!.digest())).toBe(await room.digest("crew"))).toPass();
  expect(await button.boundingBox()).toEqual({ x, y, width, height });
  await dj.page.mouse.up();
  await expect(inbox).toHaveCount(2);
  await expect(inbox.first()).toContainText("Song 02");
  await dj.go("Queue");
  await expect(dj.row("Queue", "Song 03")).toBeVisible();
});

declare global {
  interface Window {
    /** When the order of the rows changed. */
    turned?: number[];
    /** The rows whose vote buttons were pressed. */
    pressed?: string[];
    /** Where the DJ's row has been, and where a row was while a hand was on it. */
    spots?: Set<string>;
    places?: string[];
  }
}
