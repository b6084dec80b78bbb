import { expect, test } from "./room.ts";

test("a link makes somebody a cohost, and the owner takes the right away while they work", async ({ room, server, browser }) => {
  const dj = await room.booth();
  const crew = await dj.dialog(/^Crew/, "Crew");
  await crew.getByRole("button", { name: "Make a link" }).click();
  const link = await crew.getByLabel("Link to join the crew").inputValue();
  await expect(crew.getByRole("img", { name: "QR code of the link" })).toBeVisible();
  await dj.shot("crew-420");
  await dj.page.keyboard.press("Escape");

  const context = await browser.newContext({ viewport: { width: 390, height: 664 } });
  const page = await context.newPage();
  await page.goto(link);
  await expect(page.getByText("ana invites you as a cohost")).toBeVisible();
  await page.screenshot({ path: "../../test-results/screens/join-out-390.png" });
  const next = new URL(link).pathname;
  await page.goto(`${server.addMember("Minna")}?next=${next}`);
  await page.waitForURL(`**${next}`);
  await page.screenshot({ path: "../../test-results/screens/join-390.png" });
  await page.getByRole("button", { name: "Join as Minna" }).click();
  await page.waitForURL(`**/dj/${room.code}`);
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(page.getByRole("button", { name: /^Requests: Open. Change/ })).toBeVisible();
  await page.goto(link);
  await expect(page.getByText("It was used already")).toBeVisible();
  await page.goBack();

  const again = await dj.dialog(/^Crew/, "Crew");
  await again.getByLabel("Role of Minna").selectOption("Moderator");
  await expect(page.getByRole("button", { name: /^Requests: / })).toHaveCount(0); // at once
  await expect(page.getByText("You are a moderator now")).toBeVisible();
  await page.screenshot({ path: "../../test-results/screens/dashboard-moderator-1280.png" });
  await again.getByRole("button", { name: "Remove Minna" }).click();
  await expect(page.getByRole("heading", { name: "You are no longer in the crew" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Inbox" })).toHaveCount(0);
  await page.screenshot({ path: "../../test-results/screens/dashboard-gone-1280.png" });
  await again.getByRole("button", { name: /^Undo/ }).click();
  await expect(again.getByLabel("Role of Minna")).toHaveValue("moderator");
  await page.reload();
  await expect(page.getByRole("region", { name: "Inbox" })).toBeVisible();
});

test("the event is handed over and goes on, and only the new owner gives it back", async ({ room, server }) => {
  const link = server.addMember("Nora");
  await server.call("POST", `/api/v1/events/${room.code}/crew`, { handle: "nora", role: "cohost" });
  const phone = await room.phone();
  await phone.ask("Slow Ferry, PELICAN");
  const [dj, nora] = [await room.booth(), await room.desk(link)];
  await expect(nora.row("Inbox", "Slow Ferry")).toBeVisible();
  await expect(nora.page.getByText("Also at the desk: ana")).toBeAttached();
  await expect(dj.page.getByText("Also at the desk: Nora")).toBeAttached();
  await dj.shot("company-420");
  await nora.shot("company-1280");
  const crew = await dj.dialog(/^Crew/, "Crew");
  await crew.getByRole("button", { name: "Hand over to Nora" }).click();
  await expect(crew.getByText("Only Nora can give it back.")).toBeVisible();
  await crew.getByRole("button", { name: "Hand over" }).click();
  await expect(nora.page.getByText("You are the owner now")).toBeVisible();
  await expect(crew.getByText("You are a cohost.")).toBeVisible();
  await expect(crew.getByRole("button", { name: /^Undo/ })).toHaveCount(0);
  await dj.page.keyboard.press("Escape");
  await dj.act("Inbox", "Queue", "Slow Ferry"); // a cohost goes on
  await expect(nora.row("Queue", "Slow Ferry")).toBeVisible();

  const log = nora.page.getByRole("region", { name: "Log" });
  await log.getByRole("button", { name: "Undo: handed the event to Nora" }).click();
  await expect(dj.page.getByText("You are the owner now")).toBeVisible();
  const left = await nora.dialog(/^Crew/, "Crew");
  await left.getByRole("button", { name: "Leave the crew" }).click();
  await left.getByRole("button", { name: "Leave the crew" }).click();
  await expect(nora.page.getByRole("heading", { name: "You are no longer in the crew" })).toBeVisible();
  await expect(dj.page.getByText("Also at the desk: Nora"), "who left is gone with the next presence").toHaveCount(0);
});

test("a moderator declines, hides and shows out, and the other keys are dead", async ({ room, server }) => {
  const link = server.addMember("Kalle");
  await server.call("POST", `/api/v1/events/${room.code}/crew`, { handle: "kalle", role: "moderator" });
  const phone = await room.phone();
  await phone.ask("Wires of Copper, The Signalmen");
  const kalle = await room.desk(link);
  await expect(kalle.row("Inbox", "Wires of Copper")).toBeVisible();
  await kalle.page.keyboard.press("Enter");
  await kalle.page.keyboard.press("p");
  await kalle.page.keyboard.press("o");
  await kalle.page.keyboard.press("l");
  await expect(kalle.page.getByRole("dialog")).toHaveCount(0);
  await expect(kalle.row("Inbox", "Wires of Copper")).toBeVisible();
  await kalle.page.keyboard.press("?");
  await expect(kalle.page.getByText("You are a moderator: you decline")).toBeVisible();
  await kalle.shot("help-moderator-1280");
  await kalle.page.keyboard.press("Escape");
  await kalle.page.keyboard.press("h");
  await expect(kalle.row("Inbox", "Wires of Copper")).toHaveCount(0);
  await kalle.page.keyboard.press("z");
  await expect(kalle.row("Inbox", "Wires of Copper")).toBeVisible();
});

test("who is shown out asks no more, is told why, and comes back by undo", async ({ room }) => {
  const dj = await room.booth();
  const minna = await room.phone();
  await minna.ask("Lantern Moth, Cold Harbour");
  await expect(dj.row("Inbox", "Lantern Moth")).toBeVisible();
  await dj.page.keyboard.press("b");
  const dialog = dj.page.getByRole("dialog", { name: "Show out" });
  await dialog.getByLabel("Why, if you want to tell them").fill("One is enough.");
  await dialog.getByLabel("15 minutes").check();
  await dj.shot("ban-420");
  await dialog.getByLabel("Why, if you want to tell them").press("Enter");
  await expect(dj.row("Inbox", "Lantern Moth")).toHaveCount(0);
  const me = await minna.page.request.get(`${room.server.url}/api/v1/events/${room.code}/me`);
  expect(await me.json()).toMatchObject({ ban: { reason: "One is enough." } });

  const bans = await dj.dialog(/^Who was shown out/, "Crowd");
  await expect(bans.getByText(/1[45]:\d\d left/)).toBeVisible();
  await dj.shot("bans-420");
  await dj.page.keyboard.press("Escape");
  await dj.page.keyboard.press("z");
  await expect(dj.row("Inbox", "Lantern Moth")).toBeVisible();
  await dj.page.keyboard.press("Shift+B");
  await expect(dj.page.getByText("Nobody is shown out.")).toBeVisible();
});

test("one key takes made votes back, and Z gives them again", async ({ room, server }) => {
  const minna = await room.phone();
  await minna.ask("Strings of Rain, The Tidal Clocks");
  const { requests } = await server.call<{ requests: { id: string }[] }>("GET", `/api/v1/events/${room.code}/board`);
  await server.stuff(room.code, requests[0]!.id, 70); // of one address, in one batch or two
  const dj = await room.booth();
  const row = dj.row("Inbox", "Strings of Rain");
  await expect(row).toContainText(/\d+ look made/);
  await dj.shot("made-420");
  await dj.page.setViewportSize({ width: 1280, height: 800 });
  await dj.shot("made-1280");
  await dj.page.keyboard.press("v");
  await expect(row).toContainText(/\d+ taken back/);
  await expect(row).not.toContainText("look made");
  await dj.page.keyboard.press("z");
  await expect(row).toContainText(/\d+ look made/);
});

test("what is on the do-not-play list is refused, and the room's screen shows the code", async ({ room, browser, server }) => {
  const dj = await room.booth();
  await dj.page.setViewportSize({ width: 1280, height: 800 });
  await dj.page.keyboard.press("l");
  await expect(dj.page.getByRole("navigation", { name: "About the crowd" })).toBeVisible();
  await dj.shot("limits-1280");
  await dj.page.setViewportSize({ width: 420, height: 900 });
  const crowd = dj.page.getByRole("dialog", { name: "Crowd" });
  await dj.shot("limits-420");
  await crowd.getByRole("button", { name: "Do not play" }).click();
  await crowd.getByLabel(/^Do not play/).fill("Cold Harbour - Lantern Moth\nThe Tidal Clocks");
  await crowd.getByRole("button", { name: "Add 2" }).click();
  await expect(crowd.getByRole("listitem").filter({ hasText: "Everything by The Tidal Clocks" })).toBeVisible();
  await dj.shot("blocks-420");
  await crowd.getByRole("button", { name: "Who", exact: true }).click();
  await crowd.getByLabel(/^Who sees the code/).check();
  await dj.shot("admission-420");
  await crowd.getByRole("button", { name: "Save" }).click();
  const screen = await (await browser.newContext({ viewport: { width: 1280, height: 720 }, storageState: await dj.context.storageState() })).newPage();
  await screen.goto(`${server.url}/dj/${room.code}/door`);
  await expect(screen.getByLabel("Code of this room")).toContainText(/[0-9A-Z]{5}/);
  await screen.screenshot({ path: "../../test-results/screens/door-1280.png" });
  await screen.context().setOffline(true);
  await expect(screen.getByRole("img", { name: "Not connected" })).toBeVisible();
  await expect(screen.getByLabel("Code of this room")).toContainText(/[0-9A-Z]{5}/);
  await screen.context().setOffline(false);
  await expect(screen.getByRole("img", { name: "Not connected" })).toBeHidden();
  await server.call("PATCH", `/api/v1/events/${room.code}`, { admission: "anyone" });
  await expect(screen.getByLabel("Code of this room")).toBeHidden();
});
