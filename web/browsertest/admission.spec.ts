import { expect, test } from "./room.ts";

test("a room's code is asked for with the first vote, once, and the vote then counts", async ({ room }) => {
  const minna = await room.phone();
  await minna.ask("Slow Ferry, PELICAN");
  await room.door.admission("room_code");
  const otto = await room.phone({ colorScheme: "dark", viewport: { width: 390, height: 844 } });
  const sheet = otto.page.getByRole("dialog", { name: "Enter the code on the screen" });
  await expect(sheet).toBeHidden();

  await otto.vote("Slow Ferry");
  await expect(sheet.getByRole("textbox")).toBeFocused();
  await otto.shot("room-390-dark");
  await sheet.getByRole("textbox").fill("00000");
  await sheet.getByRole("button", { name: "Come in" }).click();
  await expect(sheet.getByRole("alert")).toContainText("not the code");
  await otto.page.emulateMedia({ colorScheme: "light" });
  await otto.page.setViewportSize({ width: 320, height: 568 });
  await otto.shot("room-320-light");
  await otto.fits();
  await minna.hasVotes("Slow Ferry", 1);

  const code = await room.door.code();
  await sheet.getByRole("textbox").fill(` ${code.slice(0, 2)}-${code.slice(2).toLowerCase().replaceAll("0", "o")}`);
  await expect(sheet.getByRole("textbox")).toHaveValue(code);
  await otto.page.keyboard.press("Enter");
  await expect(sheet).toBeHidden();
  await minna.hasVotes("Slow Ferry", 2);
  await otto.ask("Low Tide, Copper Robots");
  await expect(minna.slip("Low Tide")).toBeVisible();
  await expect(async () => expect(await otto.digest()).toBe(await room.digest("public"))).toPass();
});

test("a request waits for the room's code, also over a reload, and is made once", async ({ room }) => {
  await room.door.admission("room_code");
  const otto = await room.phone();
  const sheet = otto.page.getByRole("dialog", { name: "Enter the code on the screen" });
  await otto.write("Low Tide, Copper Robots");
  await otto.send();
  await expect(sheet).toBeVisible();
  await otto.page.reload();
  await expect(sheet).toBeVisible();
  await sheet.getByRole("textbox").fill(await room.door.code());
  await otto.page.keyboard.press("Enter");
  await expect(sheet).toBeHidden();
  await expect(otto.slip("Low Tide")).toHaveCount(1);
  await otto.page.getByRole("button", { name: "Request a song" }).click();
  await expect(otto.page.getByLabel("Song, artist")).toHaveValue("");
});

test("whoever would rather not show a code has the vote back, and the text", async ({ room }) => {
  const minna = await room.phone();
  await minna.ask("Slow Ferry, PELICAN");
  await room.door.admission("room_code");
  const otto = await room.phone();
  const sheet = otto.page.getByRole("dialog", { name: "Enter the code on the screen" });
  await otto.vote("Slow Ferry");
  await sheet.getByRole("button", { name: "Close" }).click();
  await expect(otto.stub("Slow Ferry")).toHaveAttribute("aria-pressed", "false");
  await otto.hasVotes("Slow Ferry", 1);

  const ask = await otto.write("Low Tide, Copper Robots");
  await otto.send();
  await expect(sheet).toBeVisible();
  await otto.page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await expect(ask.getByLabel("Song, artist")).toHaveValue("Low Tide, Copper Robots");
  await expect(ask.getByRole("alert")).toContainText("Enter the code");
  await otto.send();
  await expect(sheet).toBeVisible();
  await room.door.admission("anyone"); // the DJ thinks better of it: what waits goes
  await expect(sheet).toBeHidden();
  await expect(otto.slip("Low Tide")).toBeVisible();
});

test("a code in the address lets in without a word, and leaves the address", async ({ room }) => {
  const minna = await room.phone();
  await minna.ask("Slow Ferry, PELICAN");
  await room.door.admission("room_code");
  const otto = await room.phone();
  await Promise.all([
    otto.page.waitForResponse((answer) => answer.url().endsWith("/admission") && answer.status() === 204),
    otto.open(`${room.board}?room=${await room.door.code()}`),
  ]);
  expect(otto.page.url()).toBe(room.board);
  await otto.vote("Slow Ferry");
  await minna.hasVotes("Slow Ferry", 2);
  await expect(otto.page.getByRole("dialog")).toBeHidden();
});

test("a phone does the work that an event asks for by itself, without crypto.subtle", async ({ room }) => {
  const minna = await room.phone();
  await minna.ask("Slow Ferry, PELICAN");
  await room.door.admission("proof");
  const otto = await room.phone();
  await otto.context.addInitScript(() => Object.defineProperty(crypto, "subtle", { value: undefined }));
  await otto.page.reload();
  await otto.live();
  expect(await otto.page.evaluate(() => "subtle" in crypto && crypto.subtle)).toBeFalsy();
  await otto.vote("Slow Ferry");
  await expect(otto.stub("Slow Ferry")).toHaveAttribute("aria-pressed", "true");
  await minna.hasVotes("Slow Ferry", 2);
  await otto.ask("Low Tide, Copper Robots");
  await expect(minna.slip("Low Tide")).toBeVisible();
  await expect(otto.page.getByRole("dialog")).toBeHidden();
});

test("an event for accounts asks to sign in, and what waited counts once when back", async ({ room }) => {
  const minna = await room.phone();
  await minna.ask("Slow Ferry, PELICAN");
  await room.door.admission("account");
  const otto = await room.phone({ colorScheme: "dark", viewport: { width: 390, height: 844 } });
  const sheet = otto.page.getByRole("dialog", { name: "Sign in to take part" });
  await otto.vote("Slow Ferry");
  await expect(sheet).toBeVisible();
  await otto.shot("account-390-dark");
  await expect(sheet.getByRole("link", { name: "Sign up or in" })).toHaveAttribute("href", `/signin?next=%2Fe%2F${room.code}`);

  await sheet.getByRole("link", { name: "Sign up or in" }).click();
  await otto.page.getByText("Sign up with e-mail").click();
  const form = otto.page.locator("form[action='/signup']");
  await form.getByLabel("Name").fill("Otto of the night shift");
  await form.getByLabel("E-mail").fill("otto@pier.example");
  await form.getByLabel("Password").fill("seven grey herons at noon");
  await form.getByRole("button", { name: "Make an account" }).click();
  await otto.page.waitForURL(room.board);
  await otto.live();
  await minna.hasVotes("Slow Ferry", 2);
  await expect(otto.stub("Slow Ferry")).toHaveAttribute("aria-pressed", "true");
  await expect(sheet).toBeHidden();
  await otto.ask("Low Tide, Copper Robots");
  await otto.page.reload();
  await otto.live();
  await otto.hasVotes("Slow Ferry", 2);
  await otto.mine();
  await expect(otto.page.getByRole("group", { name: "You" }).getByText("Otto of the night shift", { exact: true })).toBeVisible();
  await otto.shot("mine-signed-390-dark");
  await expect(async () => expect(await otto.digest()).toBe(await room.digest("public"))).toPass();
});

test("whoever comes back without signing in reads on, with the text kept", async ({ room }) => {
  await room.door.admission("account");
  const otto = await room.phone();
  await otto.write("Low Tide, Copper Robots");
  await otto.send();
  const sheet = otto.page.getByRole("dialog", { name: "Sign in to take part" });
  await sheet.getByRole("link", { name: "Sign up or in" }).click();
  await otto.page.waitForURL("**/signin?next=*");
  await otto.open(room.board);
  await expect(otto.page.getByRole("alert")).toContainText("people who signed in");
  await expect(otto.page.getByRole("dialog")).toBeHidden();
  await otto.page.getByRole("button", { name: "Request a song" }).click();
  await expect(otto.page.getByLabel("Song, artist")).toHaveValue("Low Tide, Copper Robots");
});
