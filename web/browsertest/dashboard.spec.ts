import { Guest } from "./crowd.ts";
import { expect, test } from "./room.ts";

test("C copies artist and title for the decks, on plain http as well", async ({ room }) => {
  const phone = await room.phone();
  await phone.ask("Slow Ferry (Extended Mix), Pelican feat. The Gulls");
  const dj = await room.booth();
  await expect(dj.row("Inbox", "Slow Ferry")).toBeVisible();
  await dj.page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined })); // as plain http has it
  await dj.page.keyboard.press("c");
  await expect(dj.page.getByText("Copied: Pelican Slow Ferry")).toBeVisible();
  await expect(dj.row("Inbox", "Slow Ferry")).toBeFocused();
  await dj.page.keyboard.press("/");
  await dj.page.keyboard.press("ControlOrMeta+v");
  await expect(dj.page.getByRole("searchbox")).toHaveValue("Pelican Slow Ferry");
});

test("the rest is declined in one step with a reason, and comes back in one", async ({ room }) => {
  const phone = await room.phone();
  for (const song of ["Slow Ferry, Pelican", "Green Lamp, Otters", "Paper Moonlight, Tram Nine"]) await phone.ask(song);
  const dj = await room.booth();
  await dj.act("Inbox", "Queue", "Slow Ferry");
  await dj.row("Inbox", "Green Lamp").click();
  await dj.page.keyboard.press("w");
  await expect(dj.lane("Inbox").getByRole("listitem")).toHaveCount(1);
  await dj.go("Later");
  await expect(dj.row("Later", "Green Lamp")).toBeVisible();
  const dialog = await dj.dialog(/^Decline the rest/, "Decline the rest");
  await expect(dialog.getByText("2 requests in the inbox and in Later")).toBeVisible();
  await dj.shot("sweep-420");
  await dialog.getByRole("button", { name: /^Not tonight/ }).click();
  await expect(dj.page.getByText("Declined the rest: 2 requests")).toBeVisible();
  await expect(phone.page.getByText(/Not tonight/).first()).toBeVisible();
  await dj.go("Log");
  await expect(dj.page.getByRole("region", { name: "Log" })).toContainText("declined the rest, 2 requests");
  await dj.undo();
  await dj.go("Later");
  await expect(dj.row("Later", "Green Lamp")).toBeVisible();
  await dj.go("Inbox");
  await expect(dj.row("Inbox", "Paper Moonlight")).toBeVisible();
  await dj.go("Queue");
  await expect(dj.row("Queue", "Slow Ferry")).toBeVisible(); // never left
});

test("a request waits for approval, and dedications are for the crew only, when the event says so", async ({ room }) => {
  const dj = await room.booth();
  const dialog = await dj.dialog(/^Limits/, "Crowd");
  await dialog.getByLabel("Others see a request once it is approved").check();
  await dialog.getByLabel("Dedications are for the crew only").check();
  await dialog.getByLabel("Minutes until what nobody decided on is declined").fill("30");
  await dj.shot("limits-420");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dj.page.getByText("Rules changed")).toBeVisible();

  const [minna, other] = [await room.phone(), await room.phone()];
  await minna.ask("Slow Ferry, Pelican");
  await expect(dj.row("Inbox", "Slow Ferry")).toContainText("Waits for approval");
  await dj.shot("approval-420");
  await expect(other.slip("Slow Ferry")).toHaveCount(0);
  await dj.page.keyboard.press("a");
  await expect(dj.row("Inbox", "Slow Ferry")).not.toContainText("Waits for approval");
  await expect(other.slip("Slow Ferry")).toBeVisible();
  await dj.page.keyboard.press("z");
  await expect(dj.row("Inbox", "Slow Ferry")).toContainText("Waits for approval");
  await expect(other.slip("Slow Ferry")).toHaveCount(0);
  await dj.page.keyboard.press("Enter"); // to queue it approves of it
  await expect(other.slip("Slow Ferry")).toBeVisible();

  const again = await dj.dialog(/^Limits/, "Crowd");
  await expect(again.getByLabel("Dedications are for the crew only")).toBeChecked();
  await expect(again.getByLabel("Minutes until what nobody decided on is declined")).toHaveValue("30");
});

test("a song that comes back says what became of it, and Later says when the crowd wants it more", async ({ room }) => {
  const [minna, otto] = [await room.phone(), await room.phone()];
  const dj = await room.booth();
  for (const song of ["Slow Ferry, Pelican", "Green Lamp, Otters"]) await minna.ask(song);
  await dj.row("Inbox", "Slow Ferry").click();
  await dj.page.keyboard.press("p");
  await dj.row("Inbox", "Green Lamp").click();
  await dj.page.keyboard.press("x");
  await otto.ask("Slow Ferry (Extended Mix), PELICAN");
  await otto.ask("Green Lamp, Otters");
  await expect(dj.row("Inbox", "Slow Ferry")).toContainText("Plays now · No. 003");
  await expect(dj.row("Inbox", "Green Lamp")).toContainText(/Declined \d+:\d\d.* · No. 004/);
  await dj.page.keyboard.press("d");
  await expect(dj.row("Inbox", "Slow Ferry")).toContainText(/Played \d+:\d\d.* · No. 003/);

  const later = dj.page.getByRole("navigation", { name: "Lanes" }).getByRole("button", { name: /^Later/ });
  await dj.row("Inbox", "Slow Ferry").click();
  await dj.page.keyboard.press("w");
  await expect(later).not.toContainText("more wanted");
  await minna.vote("Slow Ferry");
  await expect(later).toContainText("more wanted than the inbox");
  await dj.shot("later-wanted-420");
  await dj.page.setViewportSize({ width: 1280, height: 800 });
  await dj.shot("later-wanted-1280");
});

test("a song that is queued, plays or was played is not taken for a new one", async ({ room }) => {
  const [minna, otto, nora] = [await Guest.at(room, "Minna"), await Guest.at(room, "Otto"), await Guest.at(room, "Nora")];
  await minna.ask("Slow Ferry", "Pelican");
  await otto.ask("Slow Ferry", "PELICAN");
  const dj = await room.booth();
  const toast = dj.page.getByRole("region", { name: "Last action" });
  await expect(dj.lane("Inbox").getByRole("listitem")).toHaveCount(2);
  await dj.page.keyboard.press("Enter");
  const second = dj.row("Inbox", "No. 002");
  await expect(second).toContainText("Queued as No. 001");
  await expect(second.getByRole("button", { name: "Merge: Slow Ferry" })).toBeVisible();
  await dj.shot("twin-420");
  await dj.page.keyboard.press("Enter");
  await expect(toast).toContainText("Merged 002 into No. 001");
  await dj.page.keyboard.press("z");
  await dj.more("Inbox", "Slow Ferry", "Queue beside the same song");
  await expect(toast).toContainText("Queued No. 002 · same song: Queued as No. 001");
  await dj.page.keyboard.press("z");
  await dj.page.keyboard.press("Enter");
  await dj.page.keyboard.press("g");
  await nora.ask("Slow Ferry", "Pelican");
  await expect(dj.row("Inbox", "Slow Ferry")).toContainText("Plays now");
  await dj.act("Inbox", "Again", "Slow Ferry");
  await expect(toast).toContainText("Queued No. 003 · same song: Plays now");
});

test("a last call counts down on every screen, and closes requests by itself", async ({ room }) => {
  const phone = await room.phone();
  const dj = await room.booth();
  const gate = dj.page.getByRole("button", { name: /^Requests: .*Change$/ });
  await gate.click();
  await dj.page.getByRole("menuitem", { name: "Last call for 5 min" }).click();
  await expect(gate).toContainText(/Last call\s*4:5\d/i);
  await expect(phone.page.getByText(/^Last call: requests close in 4:5\d\.$/)).toBeVisible();
  await dj.shot("last-call-420");
  await dj.page.keyboard.press("z");
  await expect(gate).toHaveText(/^open$/i);
  await expect(phone.page.getByText(/^Last call/)).toHaveCount(0);
  await room.server.call("PATCH", `/api/v1/events/${room.code}`, { gate: "last_call", closes_in: 1 });
  await expect(phone.page.getByRole("button", { name: "Requests are closed" })).toBeDisabled(); // the clock looks every five seconds
  await expect(gate).toHaveText(/^closed$/i);
});

test("fair turns put those first who had no song yet, and the rows say so", async ({ room }) => {
  const [minna, otto] = [await room.phone(), await room.phone()];
  for (const song of ["Slow Ferry, Pelican", "Green Lamp, Otters"]) await minna.ask(song);
  await otto.ask("Paper Moonlight, Tram Nine");
  await otto.vote("Green Lamp");
  const dj = await room.booth();
  await dj.row("Inbox", "Slow Ferry").click();
  await dj.page.keyboard.press("p");
  const titles = dj.lane("Inbox").getByRole("listitem").locator("bdi:first-child");
  await expect(dj.row("Inbox", "Green Lamp")).toContainText("2");
  await expect(titles.first()).toHaveText("Green Lamp");
  await dj.page.keyboard.press("e");
  await expect(titles.first()).toHaveText("Paper Moonlight");
  await expect(dj.row("Inbox", "Paper Moonlight")).toContainText("first turn");
  await expect(dj.row("Inbox", "Green Lamp")).toContainText("1 played");
  await dj.shot("turns-420");
  await dj.page.reload();
  await expect(titles.first()).toHaveText("Paper Moonlight"); // the browser remembers
  await dj.page.getByRole("button", { name: "Order: fair turns. Change to most wanted" }).click();
  await expect(titles.first()).toHaveText("Green Lamp");
});

test("what plays is believed for eight minutes, and then the DJ is asked", async ({ room }) => {
  const phone = await room.phone();
  await phone.ask("Slow Ferry, Pelican");
  const dj = await room.booth();
  await dj.row("Inbox", "Slow Ferry").click();
  await dj.page.keyboard.press("p");
  const now = phone.page.getByRole("region", { name: "Now playing" });
  await expect(now).toContainText("Slow Ferry");
  const decks = dj.page.getByRole("region", { name: "On the decks" });
  await expect(decks.getByRole("button", { name: "Still" })).toHaveCount(0);
  const { requests } = await room.server.call<{ requests: { played_at: number }[] }>("GET", `/api/v1/events/${room.code}/board`);
  for (const { page } of [phone, dj]) await page.clock.setFixedTime(requests[0]!.played_at + 8 * 60_000 + 1);
  await expect(now).toContainText("Between requests");
  await expect(decks).toContainText("for 8 min: still?");
  await dj.shot("still-420");
  await dj.page.setViewportSize({ width: 1280, height: 800 });
  await dj.shot("still-1280");
  await dj.page.keyboard.press("y");
  await expect(dj.page.getByText("Still playing No. 001")).toBeVisible();
  await expect(now).toContainText("Slow Ferry");
});

test("single keys can be changed and switched off, and none act while somebody types", async ({ room }) => {
  const phone = await room.phone();
  for (const song of ["Slow Ferry, Pelican", "Green Lamp, Otters"]) await phone.ask(song);
  const dj = await room.booth({ viewport: { width: 1280, height: 800 } });
  const { keyboard } = dj.page;
  const inbox = dj.lane("Inbox").getByRole("listitem");
  await expect(inbox).toHaveCount(2);

  await keyboard.press("?");
  const help = dj.page.getByRole("dialog", { name: "Keys" });
  await help.getByRole("button", { name: "X: Decline. Change the key" }).click();
  await keyboard.press("e"); // it was that of fair turns, which takes X
  await expect(help.getByRole("status")).toHaveText(/^E: Decline · X: Inbox/);
  await dj.shot("keys-1280");
  await help.getByRole("button", { name: /^E: Decline\. / }).click();
  await keyboard.press("Escape"); // changes nothing, and leaves the dialog open
  await keyboard.press("Escape");
  await expect(help).toBeHidden();
  await keyboard.press("x");
  await expect(inbox).toHaveCount(2);
  await expect(dj.page.getByRole("button", { name: /^Order: fair turns/ })).toBeVisible();
  await keyboard.press("e");
  await expect(inbox).toHaveCount(1);
  await dj.page.reload();
  await expect(inbox).toBeFocused(); // the server's own row takes no keys
  await keyboard.press("e"); // the browser remembers
  await expect(inbox).toHaveCount(0);
  await keyboard.press("z");
  await expect(inbox).toHaveCount(1);

  await keyboard.press("/");
  await keyboard.type("pez?");
  await expect(dj.page.getByRole("searchbox")).toHaveValue("pez?");
  await keyboard.press("Escape");
  await expect(inbox).toHaveCount(1);

  await keyboard.press("?");
  await help.getByRole("button", { name: "Usual keys" }).click();
  await expect(help.getByRole("button", { name: "X: Decline. Change the key" })).toBeVisible();
  await help.getByLabel(/^Single keys are on/).uncheck();
  await keyboard.press("Escape");
  await expect(dj.page.getByText("Single keys are off")).toBeVisible();
  await keyboard.press("x");
  await keyboard.press("ArrowUp"); // no single key: it still walks
  await keyboard.press("Enter");
  await expect(dj.lane("Queue").getByRole("listitem")).toHaveCount(1);
});

test("a small window stays on top, with what plays, what is next and what is wanted", async ({ room }) => {
  const phone = await room.phone();
  for (const song of ["Slow Ferry, Pelican", "Green Lamp, Otters"]) await phone.ask(song);
  const dj = await room.booth();
  await expect(dj.lane("Inbox").getByRole("listitem")).toHaveCount(2);
  await dj.page.getByRole("button", { name: "Event menu" }).click();
  const [top] = await Promise.all([
    dj.context.waitForEvent("page"),
    dj.page.getByRole("menuitem", { name: "Small window that stays on top" }).click(),
  ]);
  await top.getByRole("button", { name: "Queue: Slow Ferry" }).click();
  await expect(top.getByRole("region", { name: "On the decks" })).toContainText("First in queue");
  await expect(top.getByRole("listitem")).toHaveCount(1);
  await top.getByRole("button", { name: /^Play/ }).click();
  await expect(phone.page.getByRole("region", { name: "Now playing" })).toContainText("Slow Ferry");
  await top.screenshot({ path: "../../test-results/screens/mini.png" });

  await top.keyboard.press("Enter"); // its keys act on the row that it shows
  await expect(top.getByRole("region", { name: "On the decks" })).toContainText("Green Lamp");
  await top.keyboard.press("g");
  await expect(phone.page.getByRole("region", { name: "Now playing" })).toContainText("Green Lamp");
  await top.keyboard.press("d");
  await expect(top.getByText("Nothing is playing")).toBeVisible();
  for (let undone = 0; undone < 3; undone++) await top.keyboard.press("z");
  await expect(top.getByRole("listitem")).toHaveCount(1);
  await expect(top.getByRole("listitem")).toBeFocused();
  await top.keyboard.press("x");
  await expect(top.getByText("Nothing waits.")).toBeVisible();
  await top.keyboard.press("s"); // a dialog would open where nobody looks
  await expect(dj.page.getByRole("dialog")).toHaveCount(0);
});

test("on a phone every target is large enough for a thumb", async ({ room }) => {
  const phone = await room.phone();
  for (const song of ["Slow Ferry, Pelican", "Green Lamp, Otters"]) await phone.ask(song);
  const dj = await room.booth({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await dj.act("Inbox", "Queue", "Green Lamp");
  for (const lane of ["Inbox", "Queue"] as const) {
    await dj.go(lane);
    const small = await dj.page.getByRole("button").evaluateAll((buttons) =>
      buttons.flatMap((button) => {
        const { height } = button.getBoundingClientRect();
        const reach = parseFloat(getComputedStyle(button, "::after").height) || 0; // what is drawn may be smaller
        return Math.max(height, reach) < 48 ? [`${button.textContent}: ${height}`] : [];
      }),
    );
    expect(small).toEqual([]);
    expect(await dj.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
  await expect(dj.page.getByRole("navigation", { name: "Lanes" }).getByRole("button", { name: "Log" })).toBeInViewport({ ratio: 1 });
  await dj.shot("dashboard-queue-390");
});

test("what saves a long dialog is in sight on a low screen, and the last undo covers none of it", async ({ room }) => {
  const otto = await Guest.at(room, "Otto");
  await otto.ask("Slow Ferry", "Pelican");
  const dj = await room.booth({ viewport: { width: 1280, height: 600 } });
  await expect(dj.row("Inbox", "Slow Ferry")).toBeVisible();
  await dj.page.keyboard.press("x");
  await dj.page.keyboard.press("l");
  const dialog = dj.page.getByRole("dialog", { name: "Crowd" });
  const [form, save, toast] = await Promise.all([dialog.locator(".modal-body"), dialog.getByRole("button", { name: "Save" }), dialog.getByRole("region", { name: "Last action" })].map((part) => part.boundingBox()));
  expect(save!.y + save!.height).toBeLessThanOrEqual(600);
  expect(toast!.y + toast!.height).toBeLessThanOrEqual(form!.y + 16);
  await dj.shot("dialog-low-1280");
});

test("a code opens the dashboard on the DJ's own phone, once", async ({ room, browser }) => {
  const dj = await room.booth();
  const dialog = await dj.dialog(/^Open on my phone/, "Open on my phone");
  const code = dialog.getByRole("img", { name: "QR code that signs a phone in" });
  await expect(code).toHaveJSProperty("complete", true);
  await dj.shot("pairing-420");
  const link = new URL((await code.getAttribute("src"))!.replace("/qr.svg", ""), room.server.url).href; // what it holds
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const phone = await context.newPage();
  await phone.goto(link);
  await phone.waitForURL(`**/dj/${room.code}`);
  await expect(phone.getByRole("region", { name: "Inbox" })).toBeVisible();
  const other = await (await browser.newContext()).newPage();
  await other.goto(link);
  await expect(other.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();
});
