import { Phone } from "./phone.ts";
import { expect, test } from "./room.ts";

const phones = { "390-dark": { width: 390, height: 844 }, "320-light": { width: 320, height: 568 } };

test("a fresh phone asks and votes at once, and no form about oneself is seen", async ({ room }) => {
  const minna = await room.phone();
  await minna.ask("Slow Ferry, PELICAN");
  const otto = await room.phone();
  const opened = (await otto.page.reload())!; // as by its code: the board itself, and nothing before it
  expect(opened.request().redirectedFrom()).toBeNull();
  await otto.live();
  await expect(otto.page.getByRole("dialog")).toHaveCount(0);
  await otto.countDeeds();
  await otto.vote("Slow Ferry");
  await otto.hasVotes("Slow Ferry", 2);
  await otto.ask("Grey Tuesday, The Signalmen");
  await expect(otto.slip("Grey Tuesday")).toBeVisible();
  await expect(minna.slip("Grey Tuesday")).toBeVisible();
  await minna.hasVotes("Slow Ferry", 2);
  // Vote, Request, Send; and of all fields only the song was ever touched.
  expect(await otto.deeds()).toEqual({ taps: 3, fields: ["Song, artist"] });
  expect(otto.page.url()).toBe(room.board);

  await otto.mine(); // an account is offered, once
  const offer = otto.page.getByRole("link", { name: "Sign up or in to keep these" });
  await expect(offer).toHaveAttribute("href", `/signin?next=%2Fe%2F${room.code}`);
  await otto.shot("mine-offer");
  await otto.page.getByRole("button", { name: "Not now" }).click();
  await expect(offer).toBeHidden();
  await otto.page.reload();
  await otto.live();
  await otto.mine();
  await expect(otto.slip("Grey Tuesday")).toBeVisible();
  await expect(offer).toBeHidden();
  await expect(otto.page.getByRole("link", { name: "Sign up or in", exact: true })).toBeVisible();
});

test("a ban is said with its reason and its end, and nothing else stops", async ({ room }) => {
  const minna = await room.phone();
  const otto = await room.phone({ colorScheme: "dark", viewport: phones["390-dark"] });
  await minna.ask("Slow Ferry, PELICAN");
  await otto.ask("Low Tide, Copper Robots");
  await room.door.ban("Low Tide", { reason: "Thirty times the same song is enough", for: 720 });

  const notice = otto.page.locator("#ban");
  await expect(notice).toContainText("Read only");
  await expect(notice).toContainText("Thirty times the same song is enough");
  await expect(notice).toContainText("12 min");
  await expect(otto.page.getByRole("button", { name: "Read only", exact: true })).toBeDisabled();
  await expect(otto.page.getByRole("button", { name: "Read only", exact: true })).toHaveAccessibleDescription(/Thirty times/);
  const stub = otto.slip("Slow Ferry").getByRole("button", { name: "for Slow Ferry" });
  await expect(stub).toHaveAccessibleDescription(/Thirty times/);
  await otto.shot("banned-390-dark");
  await stub.click({ force: true }); // Playwright knows that it is disabled
  await expect(otto.page.getByRole("alert")).toContainText("Thirty times the same song is enough");
  await expect(stub).toContainText("1");
  await minna.ask("Quartz Hour, Felt Machine");
  await expect(otto.slip("Quartz Hour")).toBeVisible();
  await otto.page.emulateMedia({ colorScheme: "light" });
  await otto.page.setViewportSize(phones["320-light"]);
  await otto.shot("banned-320-light");
  await otto.fits();

  await room.door.ban("Low Tide", { off: true });
  await expect(notice).toHaveCount(0);
  await otto.vote("Slow Ferry");
  await minna.hasVotes("Slow Ferry", 2);
});

test("a vote that meets a ban goes back, with the reason", async ({ room }) => {
  const minna = await room.phone();
  const otto = await room.phone();
  await minna.ask("Slow Ferry, PELICAN");
  await otto.ask("Low Tide, Copper Robots");
  await expect(otto.slip("Slow Ferry")).toBeVisible();
  await otto.context.setOffline(true);
  await expect(otto.page.getByText("Reconnecting")).toBeVisible();
  await otto.vote("Slow Ferry");
  await otto.hasVotes("Slow Ferry", 2);
  await room.door.ban("Low Tide", { reason: "Let others ask too" });
  await otto.context.setOffline(false);
  await expect(otto.page.getByRole("alert")).toContainText("Let others ask too");
  await expect(otto.slip("Slow Ferry").getByRole("button", { name: "for Slow Ferry" })).toHaveAttribute("aria-pressed", "false");
  await expect(otto.page.locator("#ban")).toContainText("for this event");
  await minna.hasVotes("Slow Ferry", 1);
});

test("a ban with an end is over by the clock", async ({ room }) => {
  const otto = await room.phone();
  await otto.ask("Low Tide, Copper Robots");
  await room.door.ban("Low Tide", { for: 3 });
  await expect(otto.page.locator("#ban")).toBeVisible();
  await expect(otto.page.locator("#ban")).toHaveCount(0);
  await otto.ask("Quartz Hour, Felt Machine");
  await expect(otto.slip("Quartz Hour")).toBeVisible();
});

test("a song that was asked for is voted for instead, and the text stays", async ({ room }) => {
  const minna = await room.phone();
  const otto = await room.phone({ colorScheme: "dark", viewport: phones["390-dark"] });
  await minna.ask("Café del Mare, Energie 51");
  await room.door.limits({ repeat: 3600, open: 2, cooldown: 300 });
  await expect(otto.slip("Café del Mare")).toBeVisible();

  const sheet = await otto.write("Cafe  Del Mare!, energie 51");
  await expect(sheet).toContainText("2 of 2 left");
  await otto.send();
  await expect(sheet.getByText("has been asked for already")).toBeVisible();
  await expect(sheet).toContainText("No. 001");
  await otto.shot("duplicate-390-dark");
  await sheet.getByRole("button", { name: /^Vote instead/ }).click();
  await minna.hasVotes("Café del Mare", 2);
  await expect(sheet.getByLabel("Song, artist")).toHaveValue("Cafe  Del Mare!, energie 51");

  await sheet.getByLabel("Song, artist").fill("Grey Tuesday, The Signalmen");
  await otto.send();
  await expect(sheet).toBeHidden();
  await otto.write("Low Tide, Copper Robots");
  await expect(sheet).toContainText(/1 of 2 left · next at .*, in 5 min/);
  await otto.send();
  await expect(sheet.getByText("You can ask for the next song in a moment.")).toBeVisible();
  await expect(sheet.getByLabel("Song, artist")).toHaveValue("Low Tide, Copper Robots");
  await otto.page.emulateMedia({ colorScheme: "light" });
  await otto.page.setViewportSize(phones["320-light"]);
  await otto.shot("cooldown-320-light");
  await otto.fits();
});

test("what is not played and a full event are said in the sheet, and the text stays", async ({ room }) => {
  const minna = await room.phone();
  await room.door.block({ kind: "artist", artist: "Copper Robots" });
  const sheet = await minna.write("Low Tide, Copper Robots");
  await minna.send();
  await expect(sheet.locator(".problem")).not.toBeEmpty();
  await minna.shot("blocked-light");
  await expect(sheet.getByLabel("Song, artist")).toHaveValue("Low Tide, Copper Robots");

  await sheet.getByLabel("Song, artist").fill("Slow Ferry, PELICAN");
  await minna.send();
  await expect(sheet).toBeHidden();
  await room.door.limits({ total: 1 });
  await minna.write("Quartz Hour, Felt Machine");
  await expect(sheet).toContainText("The DJ has enough requests for now");
  await minna.send();
  await expect(sheet.locator(".problem")).toContainText("as many requests as this event takes");
  await minna.shot("full-light");

  await minna.page.reload(); // and what was typed is still there
  await minna.live();
  await minna.page.getByRole("button", { name: "Request a song" }).click();
  await expect(sheet.getByLabel("Song, artist")).toHaveValue("Quartz Hour, Felt Machine");
});

test("whoever is signed out elsewhere reads on, and is a guest with the next vote", async ({ room, server }) => {
  const minna = await room.phone();
  await minna.ask("Slow Ferry, PELICAN");
  const otto = await room.phone();
  await otto.page.goto(`${server.addMember("Otto")}?next=/e/${room.code}`);
  await otto.live();
  await otto.ask("Low Tide, Copper Robots");
  await otto.mine();
  await expect(otto.page.getByRole("group", { name: "You" }).getByText("Otto", { exact: true })).toBeVisible();
  await otto.shot("mine-signed-in");
  await otto.mine();

  const elsewhere = new Phone(await otto.context.newPage(), otto.context);
  await elsewhere.open(room.board);
  await elsewhere.mine();
  await elsewhere.page.getByRole("button", { name: "Sign out" }).click();
  await expect(otto.page.getByRole("alert")).toContainText("Signed out");
  await otto.live();
  await expect(otto.page.getByRole("button", { name: /^Mine/ })).toHaveText("Mine");
  await otto.shot("signed-out");
  await otto.vote("Slow Ferry");
  await minna.hasVotes("Slow Ferry", 2);
  await otto.mine();
  await expect(otto.page.getByRole("link", { name: "Sign up or in" })).toBeVisible();
});
