import { expect, test } from "./room.ts";

test("a DJ and two phones see each other's changes", async ({ room }) => {
  const dj = await room.booth();
  const minna = await room.phone({ colorScheme: "dark" });
  const otto = await room.phone({ colorScheme: "light" });
  await minna.shot("phone-empty-dark");
  await dj.shot("dashboard-empty-420");

  await minna.ask("Slow Ferry, PELICAN");
  await expect(otto.slip("Slow Ferry")).toBeVisible();
  await expect(dj.row("Inbox", "Slow Ferry")).toBeVisible();

  await otto.vote("Slow Ferry");
  await minna.hasVotes("Slow Ferry", 2);
  await otto.hasVotes("Slow Ferry", 2);
  await expect(dj.row("Inbox", "Slow Ferry")).toContainText("2 votes");

  await otto.ask("Amber Window (Extended Mix), Marlow Finch");
  await expect(minna.slip("Amber Window")).toBeVisible();
  await minna.shot("phone-dark");
  await otto.shot("phone-light");
  await dj.shot("dashboard-inbox-420");

  await dj.act("Inbox", "Queue", "Slow Ferry");
  await expect(minna.slip("Slow Ferry")).toContainText("In queue");
  await expect(otto.slip("Slow Ferry")).toContainText("In queue");

  await dj.go("Queue");
  await dj.act("Queue", "Next", "Slow Ferry");
  await expect(minna.page.locator("main").getByText(/your.*001/i)).toBeVisible();
  await expect(otto.page.locator("main")).toContainText("Up next");
  await dj.shot("dashboard-queue-420");

  await dj.deck("Play");
  for (const phone of [minna, otto]) {
    await expect(phone.page.getByRole("region", { name: "Now playing" })).toContainText("Slow Ferry");
  }
  await minna.mine();
  await expect(minna.slip("Slow Ferry")).toContainText("Playing now");
  await minna.shot("phone-mine-dark");

  await dj.deck("Played");
  await expect(minna.slip("Slow Ferry")).toContainText("Played");
  await expect(otto.page.getByRole("region", { name: "Now playing" })).not.toContainText("Slow Ferry");

  await expect(async () => expect(await minna.digest()).toBe(await room.digest("public"))).toPass();
  await expect(async () => expect(await otto.digest()).toBe(await room.digest("public"))).toPass();
});

test("a declined song says why, and undo brings it back", async ({ room }) => {
  const dj = await room.booth();
  const minna = await room.phone();
  await minna.ask("Sandstorm, Darude");
  await minna.mine();

  await dj.more("Inbox", "Sandstorm", "Write a reason…");
  await dj.page.getByLabel("Or in your own words").fill("Every night, but not this one");
  await dj.page.getByRole("dialog").getByRole("button", { name: "Decline" }).click();
  await expect(minna.slip("Sandstorm")).toContainText("Every night, but not this one");
  await dj.go("Declined");
  await expect(dj.row("Declined", "Sandstorm")).toBeVisible();
  await dj.shot("dashboard-declined-420");
  await minna.shot("phone-declined");

  await dj.undo();
  await expect(minna.slip("Sandstorm")).toContainText("Sent to the DJ");
  await dj.go("Inbox");
  await expect(dj.row("Inbox", "Sandstorm")).toBeVisible();
});

test("an own song plays on every phone", async ({ room }) => {
  const dj = await room.booth({ viewport: { width: 1280, height: 800 } });
  const minna = await room.phone();
  await minna.ask("Quartz Hour, Felt Machine");
  await expect(dj.row("Inbox", "Quartz Hour")).toBeVisible();
  await dj.deck("Own song");
  await dj.page.getByLabel("Title, artist").fill("Lantern Moth, Cold Harbour");
  await dj.page.getByRole("dialog").getByRole("button", { name: /^Play/ }).click();
  await expect(minna.page.getByRole("region", { name: "Now playing" })).toContainText("Lantern Moth");
  await dj.shot("dashboard-1280");
});

test("a vote and a request made without a network count once when it is back", async ({ room }) => {
  const minna = await room.phone();
  const otto = await room.phone();
  await minna.ask("Low Tide, Copper Robots");
  await expect(otto.slip("Low Tide")).toBeVisible();

  await otto.context.setOffline(true);
  await otto.vote("Low Tide");
  await otto.hasVotes("Low Tide", 2);
  await expect(otto.page.getByText("Reconnecting")).toBeVisible();
  await expect(otto.stub("Low Tide")).toHaveAttribute("aria-pressed", "true");
  await otto.shot("phone-offline");
  await otto.ask("Grey Tuesday, The Signalmen");
  await otto.mine();
  await expect(otto.slip("Grey Tuesday")).toContainText("Sending");
  await otto.mine();
  await minna.hasVotes("Low Tide", 1);

  await otto.context.setOffline(false);
  await expect(minna.slip("Grey Tuesday")).toHaveCount(1);
  await minna.hasVotes("Grey Tuesday", 1);
  await minna.hasVotes("Low Tide", 2);
  await otto.live();
  await otto.page.reload();
  await otto.live();
  await expect(otto.stub("Low Tide")).toHaveAttribute("aria-pressed", "true");
  await otto.hasVotes("Low Tide", 2);
  await expect(async () => expect(await otto.digest()).toBe(await room.digest("public"))).toPass();
});

test("a server that was killed comes back with the same board, and the phones with it", async ({ room, server }) => {
  const minna = await room.phone();
  const otto = await room.phone();
  await minna.ask("Grey Tuesday, The Signalmen");
  await expect(otto.slip("Grey Tuesday")).toBeVisible();
  await server.kill();
  await expect(otto.page.getByText("Reconnecting")).toBeVisible();
  await server.start();
  await otto.live();
  await otto.vote("Grey Tuesday");
  await minna.hasVotes("Grey Tuesday", 2);
  await expect(async () => expect(await minna.digest()).toBe(await room.digest("public"))).toPass();
});

test("a closed gate is said, and voting goes on", async ({ room }) => {
  const dj = await room.booth();
  const minna = await room.phone();
  const otto = await room.phone();
  await minna.ask("Night Orchard, Felt Machine");
  await expect(otto.slip("Night Orchard")).toBeVisible();
  await dj.gate("Last call");
  await expect(otto.page.getByText("Last call", { exact: false }).first()).toBeVisible();
  await dj.gate("Closed");
  await expect(otto.page.getByRole("button", { name: "Requests are closed" })).toBeDisabled();
  await otto.vote("Night Orchard");
  await minna.hasVotes("Night Orchard", 2);
  await otto.shot("phone-closed");
  await dj.gate("Open");
  await expect(otto.page.getByRole("button", { name: "Request a song" })).toBeEnabled();
});
