import { test as base, type Browser, type BrowserContextOptions } from "@playwright/test";
import { Booth } from "./booth.ts";
import { Door } from "./door.ts";
import type { Line } from "./line.ts";
import { Phone } from "./phone.ts";
import { Server } from "./server.ts";

/** One event in one browser: its DJ's booth and the phones in the room. */
export class Room {
  /** What the crew decides about who takes part. */
  readonly door = new Door(this);

  constructor(
    private readonly browser: Browser,
    readonly server: Server,
    public code: string,
  ) {}

  get board(): string {
    return `${this.server.url}/e/${this.code}`;
  }

  /** phone opens the board in a browser of its own. */
  async phone(options: BrowserContextOptions = {}): Promise<Phone> {
    const context = await this.browser.newContext({ viewport: { width: 390, height: 664 }, hasTouch: true, isMobile: true, ...options });
    const phone = new Phone(await context.newPage(), context);
    await phone.open(this.board);
    return phone;
  }

  /** phoneOn opens the board over a line that the test holds. */
  async phoneOn(line: Line, options: BrowserContextOptions = {}): Promise<Phone> {
    const context = await this.browser.newContext({ viewport: { width: 390, height: 664 }, hasTouch: true, isMobile: true, serviceWorkers: "block", ...options });
    const phone = new Phone(await context.newPage(), context);
    await phone.page.clock.install();
    await line.under(phone.page);
    await phone.open(this.board);
    return phone;
  }

  /** booth opens the dashboard, as narrow as it stands beside streaming software. */
  async booth(options: BrowserContextOptions = {}): Promise<Booth> {
    const context = await this.browser.newContext({ viewport: { width: 420, height: 900 }, colorScheme: "dark", ...options });
    const booth = new Booth(await context.newPage(), context);
    await booth.enter(this.server.link("ana"), this.code);
    return booth;
  }

  /** desk opens the dashboard as somebody else, whose sign-in link it takes. */
  async desk(link: string, options: BrowserContextOptions = {}): Promise<Booth> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: "dark", ...options });
    const booth = new Booth(await context.newPage(), context);
    await booth.enter(link, this.code);
    return booth;
  }

  /** digest of the board as the database has it. */
  async digest(audience: "public" | "crew"): Promise<string> {
    const answer = await this.server.call<{ digest: string }>("GET", `/api/v1/events/${this.code}/digest?audience=${audience}`);
    return answer.digest;
  }
}

/** test gives each worker a server, and each test an event of its own. */
export const test = base.extend<{ room: Room; leaving: void }, { server: Server }>({
  // Boards that stay open would be drawn on until the last test.
  leaving: [
    async ({ browser }, use) => {
      await use();
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
  server: [
    async ({}, use) => {
      const server = new Server();
      await server.start();
      server.addDJ("ana");
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  room: async ({ browser, server }, use, info) => {
    const room = new Room(browser, server, await server.openEvent(info.title.slice(0, 60)));
    await room.door.open(); // an event begins with the settings of the one before
    await use(room);
  },
});

export { expect } from "@playwright/test";
