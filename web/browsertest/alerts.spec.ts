import { Inspection } from "./inspection.ts";
import { Listening } from "./listening.ts";
import type { Phone } from "./phone.ts";
import { expect, test, type Room } from "./room.ts";

const size = { viewport: { width: 390, height: 844 } };

/** move has the DJ move the request of a song, and returns its id. */
async function move(room: Room, title: string, to: object): Promise<string> {
  const path = `/api/v1/events/${room.code}`;
  const { requests } = await room.server.call<{ requests: { id: string; title: string }[] }>("GET", `${path}/board?audience=crew`);
  const { id } = requests.find((row) => row.title === title)!;
  await room.server.call("PATCH", `${path}/requests/${id}`, to);
  return id;
}

/** subscriptions are the browsers that the server tells, by the calls of the page. */
function calls(phone: Phone): string[] {
  const made: string[] = [];
  phone.page.on("response", (answer) => {
    const { pathname } = new URL(answer.url());
    if (pathname.endsWith("/alerts")) made.push(`${answer.request().method()} ${answer.status()}`);
  });
  return made;
}

test("alerts are offered after a first song was accepted, and switched off in the same place", async ({ room }) => {
  const minna = await room.phone({ ...size, colorScheme: "dark" });
  const listening = await Listening.with(minna, room);
  const made = calls(minna);
  await minna.ask("Slow Ferry, PELICAN");
  await minna.mine();
  const offer = minna.page.getByText("Get an alert when your song is next");
  await expect(minna.slip("Slow Ferry")).toBeVisible();
  await expect(offer).toBeHidden();

  const id = await move(room, "Slow Ferry", { status: "accepted" });
  await expect(offer).toBeVisible();
  await minna.shot("alerts-offer-390-dark");
  await minna.page.emulateMedia({ colorScheme: "light" });
  await minna.shot("alerts-offer-390-light");
  const inspection = new Inspection(minna.page, ["dark", "light"]);
  await inspection.look("the offer of alerts");
  await minna.page.getByRole("button", { name: "Alert me" }).click();
  const box = minna.page.getByRole("checkbox", { name: "Alert me when my song is next or plays" });
  await expect(box).toBeChecked();
  await expect(box).toBeFocused();
  expect(made).toEqual(["GET 200", "PUT 204"]);
  await inspection.look("alerts that are on");
  await minna.shot("alerts-on-390-light");
  await minna.page.emulateMedia({ colorScheme: "dark" });
  await minna.shot("alerts-on-390-dark");
  inspection.passes();

  await listening.deliver(id, "next"); // while the board is looked at
  await minna.page.goto(`${room.server.url}/signin`);
  await expect(async () => {
    await listening.deliver(id, "playing"); // again: for a moment the browser counts a page that was left as one that is looked at
    expect(await listening.shown()).toEqual([["Your song is playing", "No. 001 · Slow Ferry\nA night", id]]);
  }).toPass();
  expect(await listening.press()).toEqual([`open /e/${room.code}`]);

  await minna.open(room.board);
  await expect.poll(() => made.slice(2)).toEqual(["GET 200", "PUT 204"]); // renewed
  const endpoint = await minna.page.evaluate(async () => (await (await navigator.serviceWorker.ready).pushManager.getSubscription())!.endpoint);
  expect(await listening.moves(endpoint)).toEqual([204, 404]); // followed; the old endpoint is told nothing any more
  await minna.mine();
  await expect(box).toBeChecked();
  await box.click();
  await expect(box).not.toBeChecked();
  await expect.poll(() => made.slice(4)).toEqual(["DELETE 204"]);
  await minna.open(room.board);
  await minna.mine();
  await expect(box).not.toBeChecked();
  expect(made).toHaveLength(5); // nothing is renewed
});

test("what is not wanted is not offered again", async ({ room }) => {
  const minna = await room.phone({ ...size, colorScheme: "light" });
  await Listening.with(minna, room);
  await minna.ask("Slow Ferry, PELICAN");
  await move(room, "Slow Ferry", { next: true });
  await minna.mine();
  await minna.page.getByText("Get an alert when").locator("..").getByRole("button", { name: "Not now" }).click();
  const box = minna.page.getByRole("checkbox", { name: "Alert me when my song is next or plays" });
  await expect(box).not.toBeChecked();
  await minna.page.reload();
  await minna.live();
  await minna.mine();
  await expect(box).not.toBeChecked();
  await box.click();
  await expect(box).toBeChecked();
});

test("a person who refuses is told where that is changed", async ({ room }) => {
  const minna = await room.phone({ ...size, colorScheme: "dark" });
  await minna.page.addInitScript(() => {
    let permission: NotificationPermission = "default"; // nobody can answer a browser without a window
    Object.defineProperty(Notification, "permission", { get: () => permission });
    Notification.requestPermission = async () => (permission = "denied");
  });
  await minna.page.reload();
  await minna.live();
  await minna.ask("Slow Ferry, PELICAN");
  await move(room, "Slow Ferry", { status: "accepted" });
  await minna.mine();
  await minna.page.getByRole("button", { name: "Alert me" }).click();
  await expect(minna.page.getByText("This browser blocks alerts from here")).toBeVisible();
  await minna.shot("alerts-blocked-390-dark");
  await minna.page.emulateMedia({ colorScheme: "light" });
  await minna.shot("alerts-blocked-390-light");
});

test("an iPhone is told where alerts come from, and a browser without them of nothing", async ({ room }) => {
  const minna = await room.phone({ ...size, colorScheme: "light" });
  await minna.page.addInitScript(() => {
    delete (window as { PushManager?: unknown }).PushManager;
    if (sessionStorage.getItem("iphone")) Object.assign(navigator, { standalone: false });
  });
  await minna.page.reload();
  await minna.live();
  await minna.ask("Slow Ferry, PELICAN");
  await move(room, "Slow Ferry", { status: "accepted" });
  await minna.mine();
  await expect(minna.slip("Slow Ferry")).toContainText("In the queue");
  const told = minna.page.getByText("Alerts on an iPhone need Cueslip on the Home Screen");
  await expect(told).toBeHidden();
  await minna.page.evaluate(() => sessionStorage.setItem("iphone", "yes"));
  await minna.page.reload();
  await minna.live();
  await minna.mine();
  await expect(told).toBeVisible();
  await minna.shot("alerts-iphone-390-light");
  await told.locator("..").getByRole("button", { name: "Not now" }).click();
  await expect(told).toBeHidden();
});
