// An hour of a night at its real pace: the dashboard stands at 420 px beside
// the decks' window, which has the keyboard; a crowd from the load test asks
// and votes; twice the network is cut for a minute and a half. Everything that would make
// a DJ hesitate is written down, in test-results/hour/hesitations.jsonl, with a picture.

import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import { Booth } from "../booth.ts";
import { Cable } from "../cable.ts";
import { expect, test, Room } from "../room.ts";
import { Watch } from "../watch.ts";
import { Crowd } from "./crowd.ts";

const minutes = Number(process.env.CUESLIP_MINUTES ?? 60);
const song = 210; // seconds that a song plays
const glances = [25, 70, 115, 160]; // seconds into a song at which the DJ looks across
const folder = join(import.meta.dirname, "../../../test-results/hour");

/** One hesitation, or one measured act. */
class Notes {
  private readonly began = Date.now();
  private pictures = 0;

  constructor(private readonly page: Page) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  note(file: "acts" | "hesitations", what: string, facts: object = {}): void {
    const at = Math.round((Date.now() - this.began) / 1000);
    appendFileSync(join(folder, `${file}.jsonl`), `${JSON.stringify({ at, what, ...facts })}\n`);
  }

  async hesitate(what: string, facts: object = {}): Promise<void> {
    const picture = `${String(++this.pictures).padStart(3, "0")}.png`;
    this.note("hesitations", what, { picture, ...facts });
    await this.page.screenshot({ path: join(folder, picture) });
  }

  async picture(name: string, page = this.page): Promise<void> {
    await page.screenshot({ path: join(folder, `${name}.png`) });
  }
}

/** The DJ, who has the keyboard at the decks and looks across now and then. */
class DJ {
  private readonly decks: Promise<Page>;
  private turn = 0;

  constructor(
    readonly booth: Booth,
    readonly notes: Notes,
    readonly watch: Watch,
    context: BrowserContext,
  ) {
    this.decks = context.newPage();
  }

  /** away gives the keyboard back to the decks. */
  async away(): Promise<void> {
    const decks = await this.decks;
    await decks.bringToFront();
    await this.watch.focused(false);
  }

  /** look comes back to the dashboard, and says what moved under a selection meanwhile. */
  async look(): Promise<void> {
    await this.watch.focused(true);
    for (const jump of await this.watch.jumps()) await this.notes.hesitate("the selection moved by itself", jump);
  }

  /** press a key that acts on the selected row, and see that this row it was. */
  async press(key: string, effect: string): Promise<void> {
    const { page } = this.booth;
    const chosen = await this.watch.selected();
    const began = Date.now();
    await page.keyboard.press(key);
    if (chosen === null) {
      await this.notes.hesitate(`${key} with nothing selected`, { effect });
      return;
    }
    const done = await this.watch.left(chosen.id, chosen.lane);
    const took = Date.now() - began;
    this.notes.note("acts", effect, { key, title: chosen.title, took });
    if (!done) await this.notes.hesitate(`${key} did nothing that shows`, { effect, ...chosen });
    else if (took > 400) await this.notes.hesitate(`${key} took ${took} ms`, { effect, ...chosen });
  }

  /** glance decides on what stands on top of the inbox. */
  async glance(): Promise<void> {
    const { page } = this.booth;
    await this.look();
    await page.keyboard.press("1");
    const waiting = await this.booth.lane("Inbox").getByRole("listitem").count();
    if (waiting > 0) {
      const deeds: (() => Promise<void>)[] = [
        () => this.press("Enter", "queue"),
        () => this.press("Enter", "queue"),
        () => this.press("w", "later"),
        () => this.press("Enter", "queue"),
        () => this.press("x", "decline"),
        async () => {
          await this.press("x", "decline");
          await page.keyboard.press("z");
        },
      ];
      await deeds[this.turn++ % deeds.length]!();
      if (this.turn % 3 === 0) await page.keyboard.press("r"); // show what waits
    }
    if (this.turn % 4 === 0) await this.order();
    await this.away();
  }

  /** order moves the last of the queue up. */
  private async order(): Promise<void> {
    const { page } = this.booth;
    await page.keyboard.press("2");
    const queue = this.booth.lane("Queue").getByRole("listitem");
    if ((await queue.count()) < 2) return;
    const order = () => queue.evaluateAll((rows) => rows.map((row) => row.dataset.id));
    const before = await order();
    await page.keyboard.press("j");
    await page.keyboard.press("Alt+ArrowUp");
    await expect.poll(order).not.toEqual(before);
    await page.keyboard.press("1");
  }

  /** play puts on what is next, or the first of the inbox. */
  async play(): Promise<void> {
    const { page } = this.booth;
    await this.look();
    const now = this.booth.page.getByRole("region", { name: "On the decks" });
    const before = await now.innerText();
    const began = Date.now();
    await page.keyboard.press("2");
    if ((await this.booth.lane("Queue").getByRole("listitem").count()) > 0) await this.press("p", "play");
    else {
      await page.keyboard.press("1");
      if ((await this.watch.selected()) !== null) await this.press("p", "play from the inbox");
    }
    this.notes.note("acts", "song", { before, after: await now.innerText(), took: Date.now() - began });
    await page.keyboard.press("1");
    await this.away();
  }
}

test("an hour's set beside the decks, with a crowd, and the network cut twice", async ({ server, browser }) => {
  test.setTimeout((minutes + 5) * 60_000);
  const code = await server.openEvent("An hour at Kaiku");
  const cable = new Cable(server.url);
  const url = await cable.lay();
  const context = await browser.newContext({ viewport: { width: 420, height: 900 }, colorScheme: "dark", reducedMotion: "no-preference" });
  const booth = new Booth(await context.newPage(), context);
  const watch = await Watch.over(booth.page);
  await booth.enter(url + new URL(server.link("ana")).pathname, code);
  const room = new Room(browser, server, code);
  const phone = await room.phone({ reducedMotion: "no-preference" });
  const listener = await Watch.over(phone.page);
  await phone.page.reload();

  const crowd = new Crowd(server, code, "--no-dj", "--listeners", "254", "--speed", "1", "--duration", `${minutes}m`);
  const notes = new Notes(booth.page);
  const dj = new DJ(booth, notes, watch, context);
  const cuts = new Set([Math.floor((minutes * 60) / 3), Math.floor((minutes * 60 * 2) / 3)].map((at) => at - (at % song) + 60));
  const began = Date.now();
  for (let second = 0; second < minutes * 60; second++) {
    const wait = began + second * 1000 - Date.now();
    if (wait > 0) await new Promise((go) => setTimeout(go, wait));
    if (cuts.has(second)) {
      cable.pull();
      notes.note("acts", "network cut");
    }
    if (cuts.has(second - 90)) {
      await notes.picture(`cut-${second}`);
      cable.plug();
      notes.note("acts", "network back");
    }
    if (second % song === 0) await dj.play();
    if (glances.includes(second % song)) await dj.glance();
    if (second % 150 === 0) {
      await notes.picture(`dashboard-${second}`);
      await notes.picture(`phone-${second}`, phone.page);
      notes.note("acts", "sample", { dashboard: await watch.sample(), phone: await listener.sample() });
    }
  }
  notes.note("acts", "end", { dashboard: await watch.sample(), phone: await listener.sample() });
  await crowd.leave();
  expect(await phone.digest()).toBe(await room.digest("public"));
  cable.remove();
  await context.close();
});
