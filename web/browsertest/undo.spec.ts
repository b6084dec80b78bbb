import { Guest } from "./crowd.ts";
import { expect, test } from "./room.ts";

test.setTimeout(120_000);

test("all that a DJ does is taken back by Z, as if it had never been", async ({ room, server }) => {
  await room.door.limits({});
  const [minna, otto, nora] = [await Guest.at(room, "Minna"), await Guest.at(room, "Otto"), await Guest.at(room, "Nora")];
  const asked = [await minna.ask("Slow Ferry", "PELICAN"), await otto.ask("Slow Ferry", "Pelican")];
  for (const song of ["Low Tide", "Grey Tuesday", "Quartz Hour"]) asked.push(await nora.ask(song, "Copper Robots"));
  for (const guest of [minna, nora]) for (const request of asked.slice(0, 2)) await guest.vote(request);
  const event = `/api/v1/events/${room.code}`;
  for (const request of asked.slice(3)) await server.call("PATCH", `${event}/requests/${request}`, { status: "accepted" });
  server.addMember("Veikko");
  await server.call("POST", `${event}/crew`, { handle: "veikko", role: "moderator" });

  const dj = await room.booth({ viewport: { width: 1280, height: 800 } });
  const { keyboard } = dj.page;
  const dialog = dj.page.getByRole("dialog");
  const inbox = dj.lane("Inbox").getByRole("listitem");
  await expect(inbox).toHaveCount(3);

  /** All that the crew can change: the board, who is of the crew and who was shown out, what is not taken. */
  const state = async () => {
    const [digest, crew, { bans, blocks }] = await Promise.all([
      room.digest("crew"),
      server.call("GET", `${event}/crew`),
      server.call<{ bans: object[]; blocks: object[] }>("GET", `${event}/door`),
    ]);
    return JSON.stringify([digest, crew, bans, blocks]);
  };
  const key = (key: string) => keyboard.press(key);
  const palette = async (words: string) => {
    await key("Control+k");
    await expect(dialog).toBeVisible();
    await keyboard.type(words);
    await key("Enter");
  };
  const row = (lane: "Inbox" | "Queue", title: string) => dj.row(lane, title).first().click({ position: { x: 120, y: 12 } });
  const confirm = async (act: () => Promise<unknown>) => {
    await act();
    await expect(dialog).toBeHidden();
  };
  const deeds: Record<string, () => Promise<unknown>> = {
    queue: () => key("Enter"),
    next: () => key("n"),
    play: () => key("p"),
    later: () => key("w"),
    hide: () => key("h"),
    decline: () => key("x"),
    "decline with a reason": async () => {
      await key("Shift+X");
      await confirm(() => dialog.getByRole("button", { name: "Don't have it" }).or(dialog.getByRole("radio", { name: "Don't have it" })).first().click());
    },
    merge: async () => {
      await row("Inbox", "Slow Ferry");
      await key("m");
    },
    "show out": async () => {
      await key("b");
      await confirm(() => dialog.getByRole("button", { name: "Show out" }).click());
    },
    "do not play the song": () => palette("don't play this song"),
    "do not play the artist": () => palette("don't play this artist"),
    "decline the rest": async () => {
      await palette("decline the rest");
      await confirm(() => dialog.getByRole("button", { name: /^Not tonight/ }).click());
    },
    "move down": async () => {
      await row("Queue", "Grey Tuesday");
      await key("Alt+ArrowDown");
    },
    "back to the inbox": () => key("i"),
    close: () => key("o"),
    "last call": () => key("Shift+O"),
    "voting off": () => palette("voting on or off"),
    announce: async () => {
      await key("t");
      await dialog.getByRole("textbox").fill("Last requests at half past one");
      await confirm(() => key("Enter"));
    },
    limits: async () => {
      await key("l");
      await dialog.getByLabel("Others see a request once it is approved").check();
      await confirm(() => dialog.getByRole("button", { name: "Save" }).click());
    },
    admission: async () => {
      await palette("who may ask");
      await dialog.getByLabel(/^Who sees the code/).check();
      await confirm(() => dialog.getByRole("button", { name: "Save" }).click());
    },
    crew: async () => {
      await key("Shift+C");
      await dialog.getByLabel("Role of Veikko").selectOption("Cohost");
      await key("Escape");
    },
    end: () => palette("end the event"),
  };

  for (const [deed, act] of Object.entries(deeds)) {
    const before = await state();
    await act();
    await expect.poll(state, { message: deed, intervals: [50] }).not.toBe(before);
    if (deed === "merge") await expect(dj.row("Inbox", "Slow Ferry")).toContainText("3 votes"); // Minna's, Otto's and Nora's, once each
    await key("z");
    await expect.poll(state, { message: `undo: ${deed}`, intervals: [50] }).toBe(before);
    if (deed === "merge") await expect(dj.row("Inbox", "Slow Ferry")).toContainText(["3 votes", "2 votes"]);
  }

  await key("s"); // an own song is withdrawn, which is the end of it
  await dialog.getByRole("textbox").fill("Lantern Moth, Cold Harbour");
  await key("Enter");
  const decks = dj.page.getByRole("region", { name: "On the decks" });
  await expect(decks).toContainText("Lantern Moth");
  await key("z");
  await expect(decks).toContainText("Nothing is playing");
});
