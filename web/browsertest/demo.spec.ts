import { expect, test as base, type Browser, type Locator, type Page } from "@playwright/test";
import { Server } from "./server.ts";

// A server of each test's own: whoever looks at the demo moves it on.
const test = base.extend<{ server: Server }>({
  server: async ({}, use) => {
    const server = new Server();
    await server.start();
    await use(server);
    await server.stop();
  },
});

/** Visitor is somebody on the front page. */
class Visitor {
  readonly demo: Locator;

  private constructor(readonly page: Page) {
    this.demo = page.getByRole("region", { name: /Demo/ });
  }

  static async on(server: Server, browser: Browser): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const visitor = new Visitor(await context.newPage());
    await visitor.page.goto(server.url);
    return visitor;
  }

  stub(title: string): Locator {
    return this.demo.getByRole("button", { name: `for ${title}` });
  }

  async ask(song: string): Promise<void> {
    await this.demo.getByLabel("Ask for a song").fill(song);
    await this.demo.getByRole("button", { name: "Ask", exact: true }).click();
  }

  /** total is the count on a slip. */
  async total(title: string): Promise<number> {
    return Number(await this.stub(title).locator(".count").textContent());
  }
}

test("two visitors of the front page are on one board", async ({ server, browser }) => {
  const minna = await Visitor.on(server, browser);
  const otto = await Visitor.on(server, browser);
  await expect(minna.demo.getByText("2 here")).toBeVisible();
  const wish = "Harbour Lights";
  await minna.ask(`${wish}, The Tidal Clocks`);
  await expect(minna.demo.getByRole("status")).toContainText("Your No.");
  await expect(minna.stub(wish)).toHaveAttribute("aria-pressed", "true");
  await otto.demo.getByLabel("Ask for a song").fill("harbour li");
  await otto.demo.getByRole("button", { name: "Vote instead" }).click();
  await expect.poll(() => minna.total(wish)).toBeGreaterThan(1);
  const before = await minna.total("Grey Tuesday");
  await otto.stub("Grey Tuesday").click();
  await expect(otto.stub("Grey Tuesday")).toHaveAttribute("aria-pressed", "true");
  await expect.poll(() => minna.total("Grey Tuesday")).toBeGreaterThan(before);
  await minna.page.reload();
  await expect(minna.stub(wish), "a wish outlives the page").toHaveAttribute("aria-pressed", "true");
  await minna.page.screenshot({ path: "../../test-results/screens/demo-390.png", fullPage: true });
});

test("without a network the demo goes on by itself, and is the server's again with one", async ({ server, browser }) => {
  const minna = await Visitor.on(server, browser);
  const otto = await Visitor.on(server, browser);
  await expect(minna.demo.getByText("2 here")).toBeVisible();
  await minna.page.context().setOffline(true);
  await expect(minna.demo.getByText("No network")).toBeVisible();
  await minna.ask("Harbour Lights, The Tidal Clocks");
  await expect(minna.stub("Harbour Lights")).toHaveAttribute("aria-pressed", "true");
  const votes = async (): Promise<number> => {
    const counts = await minna.demo.locator(".count").allTextContents();
    return counts.reduce((sum, count) => sum + Number(count), 0);
  };
  const before = await votes();
  await expect.poll(votes, "the crowd goes on").toBeGreaterThan(before);
  await minna.page.screenshot({ path: "../../test-results/screens/demo-alone-390.png", fullPage: true });

  await minna.page.context().setOffline(false);
  await expect(minna.demo.getByText("2 here")).toBeVisible();
  await expect(minna.stub("Harbour Lights"), "what was made up is gone").toHaveCount(0);
  await expect(otto.stub("Harbour Lights"), "and nobody else has seen it").toHaveCount(0);
});

test("a stopped demo stands still but for its visitor, whose vote counts", async ({ server, browser }) => {
  const minna = await Visitor.on(server, browser);
  const otto = await Visitor.on(server, browser);
  await expect(minna.demo.getByText("2 here")).toBeVisible();
  await minna.demo.getByRole("button", { name: "Stop the crowd" }).click();
  const before = await minna.total("Slow Ferry");
  await minna.stub("Slow Ferry").click();
  await expect(minna.stub("Slow Ferry")).toContainText(String(before + 1));
  await expect.poll(() => otto.total("Slow Ferry")).toBeGreaterThan(before);
  await minna.stub("Slow Ferry").click();
  await expect(minna.stub("Slow Ferry").locator(".count")).toHaveText(String(before));

  await minna.demo.getByLabel("Ask for a song").fill("amber win");
  await expect(minna.demo.getByText("Already asked")).toBeVisible();
  await minna.ask("Harbour Lights, The Tidal Clocks");
  await expect(minna.stub("Harbour Lights")).toHaveAttribute("aria-pressed", "true");
  await expect(minna.demo.getByRole("status")).toContainText("Your No.");
  await minna.ask("Velvet Anchor, PELICAN");
  await expect(minna.demo.getByRole("alert"), "limits hold here too").toContainText("in a moment");
});

test("a server without a demo board has one that stays in the browser", async ({ browser }) => {
  const server = new Server(["--no-demo"]);
  await server.start();
  try {
    const minna = await Visitor.on(server, browser);
    const calls: string[] = [];
    minna.page.on("request", (request) => request.url().includes("/api/") && calls.push(request.url()));
    await minna.page.reload();
    await minna.demo.getByRole("button", { name: "Stop the crowd" }).click();
    const before = await minna.total("Slow Ferry");
    await minna.stub("Slow Ferry").click();
    await expect(minna.stub("Slow Ferry")).toContainText(String(before + 1));
    await minna.ask("Harbour Lights, The Tidal Clocks");
    await expect(minna.demo.getByRole("status")).toContainText("on the board");
    expect(calls).toEqual([]);
    await minna.page.reload();
    await expect(minna.stub("Harbour Lights")).toHaveCount(0);
  } finally {
    await server.stop();
  }
});
