import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test, type Frame, type Page } from "@playwright/test";
import { Server } from "./server.ts";

/** A site of somebody else, which frames whatever the path asks for. */
async function parent(host: string): Promise<{ origin: string; close: () => void }> {
  const site = createServer((asked, answer) => {
    const src = new URL(asked.url ?? "/", "http://x").searchParams.get("frame") ?? "";
    const safe = src.replace(/[&"<>]/g, (c) => `&#${c.charCodeAt(0)};`);
    answer.setHeader("content-type", "text/html; charset=utf-8");
    answer.end(`<!doctype html><title>Nova's site</title><body><h1>Friday</h1><iframe src="${safe}" width="360" height="560"></iframe>`);
  });
  await new Promise<void>((listening) => site.listen(0, "127.0.0.1", listening));
  return { origin: `http://${host}:${(site.address() as AddressInfo).port}`, close: () => site.close() };
}

/** framed opens a parent's page with an address in its frame, and returns the frame. */
async function framed(page: Page, origin: string, address: string): Promise<Frame> {
  await page.goto(`${origin}/?frame=${encodeURIComponent(address)}`);
  await expect.poll(() => page.frames().length).toBe(2);
  const frame = page.frames()[1]!;
  await frame.waitForLoadState();
  return frame;
}

test.describe("the widget in pages of others", () => {
  let server: Server;
  let code = "";
  const sites: Awaited<ReturnType<typeof parent>>[] = [];

  test.beforeAll(async () => {
    // The first is of the server's own site, so that cookies are sent there; the
    // second is of another; the third is not named.
    for (const host of ["localhost", "127.0.0.1", "127.0.0.1"]) sites.push(await parent(host));
    server = new Server(["--embed-origin", `${sites[0]!.origin},${sites[1]!.origin}`]);
    await server.start();
    server.addDJ("ana");
    code = await server.openEvent("Friday at the Pier");
    await server.call("PATCH", `/api/v1/events/${code}`, { limits: { open: 0 } });
  });

  test.afterAll(async () => {
    for (const site of sites) site.close();
    await server.stop();
  });

  async function ask(title: string, artist = ""): Promise<string> {
    const id = `0192a000-0000-7000-8000-${String(Math.random()).slice(2, 14).padEnd(12, "0")}`;
    await server.call("POST", `/api/v1/events/${code}/requests`, { id, title, artist });
    return id;
  }

  test("it is live where it may be, and acts for nobody even on its own site", async ({ browser }) => {
    const playing = await ask("Slow Ferry", "PELICAN");
    await ask("Amber Window", "Marlow Finch");
    await server.call("PATCH", `/api/v1/events/${code}/requests/${playing}`, { status: "playing" });
    for (const [index, site] of sites.slice(0, 2).entries()) {
      const context = await browser.newContext({ viewport: { width: 800, height: 700 }, colorScheme: index === 0 ? "dark" : "light" });
      const page = await context.newPage();
      await page.goto(server.link("ana")); // the visitor is the DJ, signed in here
      await page.waitForURL("**/dj*");
      const sent: (string | undefined)[] = [];
      const said: string[] = [];
      const sockets: string[] = [];
      const client = await context.newCDPSession(page);
      await client.send("Network.enable");
      page.on("request", async (r) => {
        if (r.url().endsWith("/board")) sent.push((await r.allHeaders())["cookie"]);
      });
      page.on("websocket", (socket) => {
        sockets.push(socket.url());
        socket.on("framereceived", (frame) => said.push(String(frame.payload)));
      });
      const frame = await framed(page, site.origin, `${server.url}/embed/${code}?count=3`);
      await expect(frame.getByText("Slow Ferry")).toBeVisible();
      await expect(frame.getByText("Amber Window")).toBeVisible();
      await expect.poll(() => said.some((frame) => frame.includes('"presence"'))).toBe(true);
      expect(sockets.every((url) => url.includes("as=nobody"))).toBe(true);
      expect(said.some((frame) => frame.includes('"me"'))).toBe(false);
      expect(sent).toEqual([undefined]);

      const title = `Northern Line ${index}`;
      await ask(title); // appears by itself
      await expect(frame.getByText(title)).toBeVisible();
      await page.screenshot({ path: `../../test-results/screens/embed-${index === 0 ? "dark" : "light"}.png` });

      const opened = context.waitForEvent("page");
      await frame.getByRole("link", { name: "Ask for a song" }).click();
      const board = await opened;
      await board.waitForURL(`${server.url}/e/${code}`);
      expect(await board.evaluate(() => window.opener)).toBeNull();
      await context.close();
    }
  });

  test("the browser refuses it to those who are not named", async ({ page }) => {
    const frame = await framed(page, sites[2]!.origin, `${server.url}/embed/${code}`);
    await expect.poll(() => frame.url()).toContain("chrome-error:");
  });

  test("the browser refuses every other page to everybody", async ({ page }) => {
    const refusals: string[] = [];
    page.on("console", (message) => refusals.push(message.text()));
    for (const path of ["/", `/e/${code}`, "/dj", `/dj/${code}`, "/docs", "/in/x", "/nowhere", `/api/v1/events/${code}/board`]) {
      refusals.length = 0;
      const frame = await framed(page, sites[0]!.origin, server.url + path);
      await expect.poll(() => frame.url(), path).toContain("chrome-error:");
      await expect.poll(() => refusals.some((text) => text.includes("frame-ancestors")), path).toBe(true);
    }
  });

  test("it says in its frame that there is no such event", async ({ page }) => {
    const frame = await framed(page, sites[1]!.origin, `${server.url}/embed/ZZZZZZZZ?theme=light`);
    await expect(frame.getByText("There is no event with this code.")).toBeVisible();
  });

  test("it can be read without script, light or dark, on a phone", async ({ browser }) => {
    for (const theme of ["light", "dark"]) {
      const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 664 } });
      const page = await context.newPage();
      await page.goto(`${server.url}/embed/${code}?theme=${theme}&count=2`);
      await expect(page.getByRole("listitem")).toHaveCount(2);
      await page.screenshot({ path: `../../test-results/screens/embed-phone-${theme}.png` });
    }
  });
});
