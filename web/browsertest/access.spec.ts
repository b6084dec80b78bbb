import { fill } from "./crowd.ts";
import { Inspection } from "./inspection.ts";
import { expect, test } from "./room.ts";

// axe finds no violation on any surface, in any theme, and nothing that is
// pressed is smaller than 24 px, or 44 where fingers press.

// A trace of axe itself is of no use, and takes longer than all the rest.
test.use({ trace: "off" });
test.setTimeout(180_000);

const phone = { viewport: { width: 390, height: 664 }, hasTouch: true, isMobile: true };

test("the board has no fault, in light and dark", async ({ room }) => {
  const minna = await room.phone();
  const board = new Inspection(minna.page, ["dark", "light"]);
  await board.look("the empty board");
  await fill(room);
  await expect(minna.slip("Slow Ferry")).toBeVisible();
  await board.look("a board with rows");
  await minna.write("Harbour Lights, The Tidal Clocks");
  await board.look("the sheet to ask");
  await minna.page.getByLabel("Song, artist").fill("Slow Ferry");
  await expect(minna.page.getByRole("button", { name: /^Vote instead/ })).toBeVisible();
  await board.look("the sheet with what was asked already");
  await minna.page.getByLabel("Song, artist").fill("Harbour Lights, The Tidal Clocks");
  await minna.send();
  await minna.mine();
  await expect(minna.slip("Harbour Lights")).toBeVisible();
  await board.look("one's own requests");
  await minna.context.setOffline(true);
  await expect(minna.page.getByText("Reconnecting")).toBeVisible();
  await board.look("a board without its line");
  await minna.context.setOffline(false);
  for (const view of ["Played", "Queue", "Top"]) {
    await minna.page.getByRole("combobox", { name: "Show" }).selectOption(view);
    await board.look(`the view ${view}`);
  }
  await minna.live();

  await room.door.admission("room_code");
  const otto = await room.phone();
  await otto.vote("Slow Ferry");
  await expect(otto.page.getByRole("dialog")).toBeVisible();
  const other = new Inspection(otto.page, ["dark", "light"]);
  await other.look("the sheet for the room's code");
  await otto.page.keyboard.press("Escape");
  await room.door.admission("account");
  await otto.vote("Slow Ferry");
  await expect(otto.page.getByRole("dialog", { name: "Sign in to take part" })).toBeVisible();
  await other.look("the sheet to sign in");
  await otto.page.keyboard.press("Escape");
  await room.door.admission("proof");
  await otto.page.route(/proof-/, () => {}); // its work is never done
  await otto.vote("Slow Ferry");
  await expect(otto.page.getByText("your phone does some work")).toBeVisible();
  await other.look("a phone at work");
  await otto.page.reload();
  await otto.live();

  await room.door.ban("Harbour Lights", { reason: "Once is enough", for: 720 });
  await expect(minna.page.locator("#ban")).toBeVisible();
  await board.look("the board of somebody banned");
  await room.server.call("PATCH", `/api/v1/events/${room.code}`, { gate: "closed" });
  await expect(otto.page.getByRole("button", { name: "Requests are closed" })).toBeVisible();
  await other.look("a board that is closed");
  await room.server.call("PATCH", `/api/v1/events/${room.code}`, { state: "ended" });
  await expect(otto.page.getByRole("heading", { name: /^Set list/ })).toBeVisible();
  await other.look("a board that ended");
  board.passes();
  other.passes();
});

const dialogs: [RegExp, string][] = [
  [/^Keys and help/, "Keys"],
  [/^Limits/, "Crowd"],
  [/^Who may ask/, "Crowd"],
  [/^Do not play/, "Crowd"],
  [/^Who was shown out/, "Crowd"],
  [/^Crew/, "Crew"],
  [/^Announce/, "Announcement"],
  [/^Share/, "Share"],
  [/^Decline the rest/, "Decline the rest"],
  [/^Play an own song/, "Play an own song"],
  [/^All actions/, "All actions"],
];

for (const [where, options] of Object.entries({ "420 px beside other windows": {}, "1280 px": { viewport: { width: 1280, height: 800 } }, "a phone": phone })) {
  test(`the dashboard has no fault in any theme, at ${where}`, async ({ room }) => {
    await fill(room);
    const dj = await room.booth(options);
    await expect(dj.row("Inbox", "Slow Ferry")).toBeVisible();
    const dashboard = new Inspection(dj.page, ["dark", "light", "blackout"], true);
    await dashboard.look("the dashboard");
    for (const [item, name] of dialogs) {
      await dj.dialog(item, name);
      await dashboard.look(`the dialog ${name} (${item.source})`);
      await dj.page.keyboard.press("Escape");
    }
    for (const [item, name] of [["Write a reason…", "Decline with a reason"], [/^Show out/, "Show out"]] as const) {
      await dj.more("Inbox", "Slow Ferry", item);
      await expect(dj.page.getByRole("dialog", { name })).toBeVisible();
      await dashboard.look(`the dialog ${name}`);
      await dj.page.keyboard.press("Escape");
    }
    for (const button of ["More for Slow Ferry", "Event menu", /^Requests: Open/]) {
      await dj.page.getByRole("button", { name: button }).click();
      await dashboard.look(`the menu ${button}`);
      await dj.page.keyboard.press("Escape");
    }
    await dj.more("Inbox", "Slow Ferry", "Merge into…");
    await expect(dj.page.getByRole("dialog", { name: "Merge into" })).toBeVisible();
    await dashboard.look("the choice of a request to merge into");
    await dj.page.keyboard.press("Escape");
    await dj.page.keyboard.press("x");
    for (const lane of where === "1280 px" ? [] : (["Queue", "Played", "Declined", "Log"] as const)) {
      await dj.page.keyboard.press({ Queue: "2", Played: "4", Declined: "5", Log: "6" }[lane]);
      await expect(dj.lane(lane).getByRole("listitem").first()).toBeVisible();
      await dashboard.look(`the lane ${lane}`);
    }
    dashboard.passes();
  });
}

for (const [where, options] of Object.entries({ "a phone": phone, "1280 px": { viewport: { width: 1280, height: 800 } } })) {
  test(`no other page has a fault in light or dark, on ${where}`, async ({ room, server, browser }) => {
    await fill(room);
    const { url } = server;
    const { token } = await server.call<{ token: string }>("POST", `/api/v1/events/${room.code}/invitations`, { role: "cohost" });
    const page = await (await browser.newContext(options)).newPage();
    const pages = new Inspection(page, ["dark", "light"]);
    const look = async (path: string) => {
      await page.goto(url + path);
      await pages.look(path, path === "/docs");
    };
    for (const path of ["/", "/?code=NOTHING1", "/signin", "/dj", "/docs", `/embed/${room.code}`, `/join/${token}`, "/in/nothing", "/nowhere", "/e/NOTHING1", "/@ana"]) await look(path);
    await page.goto(`${server.link("ana")}?next=/dj`);
    await page.waitForURL("**/dj");
    for (const path of ["/dj", "/account", `/join/${token}`, `/dj/${room.code}/setlist`, `/dj/${room.code}/door`]) await look(path);
    pages.passes();
  });
}
