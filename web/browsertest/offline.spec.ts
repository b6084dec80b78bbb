import { Phone } from "./phone.ts";
import { expect, test } from "./room.ts";

/** kept waits until the service worker keeps the board that is open. */
async function kept(phone: Phone): Promise<void> {
  await expect
    .poll(() =>
      phone.page.evaluate(async () => {
        if (navigator.serviceWorker.controller?.state !== "activated") return false;
        const cache = await caches.open("cueslip-1");
        return !!(await cache.match(`/api/v1${location.pathname.replace("/e/", "/events/")}/board`)) && !!(await cache.match(location.pathname));
      }),
    )
    .toBe(true);
}

test("the board opens without a network, dated, and what is voted then counts once", async ({ room }) => {
  const minna = await room.phone();
  const otto = await room.phone({ colorScheme: "dark", viewport: { width: 390, height: 844 } });
  const problems: string[] = [];
  otto.page.on("console", (line) => /Content Security|TrustedScript/.test(line.text()) && problems.push(line.text()));
  await minna.ask("Slow Ferry, PELICAN");
  await kept(otto);
  await otto.ask("Low Tide, Copper Robots"); // after the board was kept first
  await otto.context.setOffline(true);
  await expect(otto.page.getByText("Reconnecting · board from")).toBeVisible();
  await otto.page.reload();
  await expect(otto.page.getByText("Reconnecting · board from")).toBeVisible();
  await expect(otto.slip("Low Tide")).toBeVisible();
  await otto.vote("Slow Ferry");
  await otto.hasVotes("Slow Ferry", 2);
  await otto.shot("offline-390-dark");
  await otto.page.reload(); // the vote waits through that, too
  await expect(otto.stub("Slow Ferry")).toHaveAttribute("aria-pressed", "true");

  await otto.context.setOffline(false);
  await otto.live();
  await minna.hasVotes("Slow Ferry", 2);
  expect(await otto.digest()).toBe(await room.digest("public"));
  expect(problems).toEqual([]);
});

test("the installed application opens the last board; another one needs a network, which is said", async ({ room, server }) => {
  const minna = await room.phone({ viewport: { width: 320, height: 568 }, colorScheme: "light" });
  await kept(minna);
  await minna.page.goto(`${server.url}/last`);
  await expect(minna.page).toHaveURL(room.board);
  await minna.context.setOffline(true);
  await minna.page.goto(`${server.url}/e/4VAM0MMN`);
  await expect(minna.page.getByRole("heading", { name: "This phone is offline" })).toBeVisible();
  await minna.shot("offline-320-light");
  await minna.fits();
  await minna.page.getByRole("link", { name: "The last board" }).click();
  await expect(minna.page).toHaveURL(room.board);
  await expect(minna.page.getByText("Reconnecting · board from")).toBeVisible();
});

test("one board is kept, and nothing that is anybody's own", async ({ room, server }) => {
  const minna = await room.phone();
  await kept(minna);
  const other = await server.openEvent("Another night");
  await minna.open(`${server.url}/e/${other}`);
  await minna.ask("Slow Ferry, PELICAN");
  await kept(minna);
  await minna.page.goto(`${server.url}/signin`);
  await expect
    .poll(() => minna.page.evaluate(async () => (await (await caches.open("cueslip-1")).keys()).map(({ url }) => new URL(url).pathname).filter((path) => !path.startsWith("/assets/")).sort()))
    .toEqual([`/api/v1/events/${other}/board`, `/e/${other}`, "/offline"]);
});

test("the DJ's list opens without a network and says so, until the sign-out", async ({ room, server, browser }) => {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: "dark" })).newPage();
  await room.phone();
  await page.goto(`${server.link("ana")}?next=/dj`);
  const card = page.locator(`[data-code="${room.code}"]`);
  await expect(card.getByText("1 here")).toBeVisible();
  await room.phone();
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange"))); // sooner than its time
  await expect(card.getByText("2 here"), "the list itself does not count").toBeVisible();
  await page.screenshot({ path: "../../test-results/screens/dj-here-390.png" });
  const keeps = () => page.evaluate(async () => (await caches.has("cueslip-dj-1")) && !!(await (await caches.open("cueslip-dj-1")).match("/dj")));
  await expect.poll(keeps).toBe(true);

  await page.context().setOffline(true);
  await page.reload();
  await expect(page.getByText("No network. This is your list as of")).toBeVisible();
  await expect(card).toBeVisible();
  await expect(page.getByRole("button", { name: "Start", exact: true })).toBeDisabled();
  await card.getByText("Export or print").click();
  await expect(card.getByRole("button", { name: "CSV" })).toBeDisabled();
  await page.screenshot({ path: "../../test-results/screens/dj-offline-390.png" });
  await page.context().setOffline(false);
  await expect(page.getByText("No network.")).toBeHidden();
  await expect(page.getByRole("button", { name: "Start", exact: true })).toBeEnabled();

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign out" })).toHaveCount(0);
  await expect.poll(keeps).toBe(false);
  await page.context().setOffline(true);
  await page.goto(`${server.url}/dj`);
  await expect(page.getByRole("heading", { name: "This phone is offline" })).toBeVisible();
});
