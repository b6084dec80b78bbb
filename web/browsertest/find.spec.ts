import { expect, test } from "./room.ts";

const phones = { "390-dark": { width: 390, height: 844 }, "320-light": { width: 320, height: 568 } };

test("a request that was just sent is taken back in one tap, and its text and place are free at once", async ({ room }) => {
  await room.door.limits({ open: 1 });
  const minna = await room.phone({ colorScheme: "dark", viewport: phones["390-dark"] });
  const otto = await room.phone();
  await minna.ask("Slow Ferry, PELICAN");
  await expect(otto.slip("Slow Ferry")).toBeVisible();
  const undo = minna.page.getByRole("button", { name: "Undo" });
  await expect(undo).toBeVisible();
  await minna.shot("sent-390-dark");
  await minna.page.emulateMedia({ colorScheme: "light" });
  await minna.page.setViewportSize(phones["320-light"]);
  await minna.shot("sent-320-light");
  await minna.fits();
  await undo.click();
  await expect(undo).toHaveCount(0);
  await expect(otto.slip("Slow Ferry")).toHaveCount(0);

  await minna.page.getByRole("button", { name: "Request a song" }).click();
  const sheet = minna.page.getByRole("dialog", { name: "Request a song" });
  await expect(sheet).toContainText("1 of 1 left");
  await expect(sheet.getByLabel("Song, artist")).toHaveValue("Slow Ferry, PELICAN");
  await minna.send(); // and the same song may be asked for again
  await expect(sheet).toBeHidden();
  await expect(otto.slip("Slow Ferry")).toBeVisible();
  await expect(undo).toBeVisible();
  await expect(undo).toHaveCount(0); // after a moment it is withdrawn under Mine
  await expect(otto.slip("Slow Ferry")).toBeVisible();
});

test("a long board is searched, and tells roughly how long the queue is", async ({ room }) => {
  const asked = Array.from({ length: 21 }, (_, i) => `0192a000-0000-7000-8000-0000000000${String(i + 10)}`);
  for (const [i, id] of asked.entries()) {
    const song = { title: i === 6 ? "Café del Mare" : `Song of day ${i + 1}`, artist: "The Signalmen" };
    await room.server.call("POST", `/api/v1/events/${room.code}/requests`, { id, ...song });
  }
  const accept = (id: string) => room.server.call("PATCH", `/api/v1/events/${room.code}/requests/${id}`, { status: "accepted" });
  await accept(asked[0]!);
  await accept(asked[1]!);
  const minna = await room.phone({ colorScheme: "dark", viewport: phones["390-dark"] });
  const { page } = minna;
  await page.getByRole("button", { name: "Find" }).click();
  const field = page.getByRole("searchbox", { name: "Find in this list" });
  await expect(field).toBeFocused();
  await field.fill("mare cafe");
  await expect(page.getByRole("list").getByRole("listitem")).toHaveCount(1);
  await expect(minna.slip("Café del Mare")).toBeVisible();
  await minna.shot("find-390-dark");
  await field.fill("zither");
  await expect(page.getByText("Nothing here matches “zither”.")).toBeVisible();
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(phones["320-light"]);
  await minna.shot("find-none-320-light");
  await minna.fits();
  await field.press("Escape");
  await expect(page.getByRole("button", { name: "Find" })).toBeFocused();
  await expect(page.getByRole("list").getByRole("listitem")).toHaveCount(21);
  await minna.fits();
  await minna.shot("long-320-light");

  const views = page.getByLabel("Show");
  await views.selectOption("Queue");
  await expect(page.getByText("In queue · about 4 min")).toBeVisible();
  await expect(page.getByText("In queue · about 8 min")).toBeVisible();
  await minna.shot("queue-320-light");
  await views.selectOption("Played");
  await expect(page.getByText("Nothing has been played yet.")).toBeVisible();
  await views.focus();
  await views.selectOption("Mine");
  await expect(page.getByText("You have not asked for a song here yet.")).toBeVisible();
  await expect(views).toBeFocused();
  await expect(page.getByRole("button", { name: "Find" })).toHaveCount(0); // it looks through the board
});

test("who asks where the DJ approves first is told so", async ({ room }) => {
  await room.server.call("PATCH", `/api/v1/events/${room.code}`, { approval: true });
  const minna = await room.phone({ colorScheme: "dark", viewport: phones["390-dark"] });
  const otto = await room.phone();
  await minna.ask("Slow Ferry, PELICAN");
  await minna.mine();
  await expect(minna.slip("Slow Ferry")).toContainText("Waits for the DJ’s approval");
  await expect(otto.page.getByText("No requests are waiting")).toBeVisible();
  await minna.shot("approval-390-dark");
  await minna.page.reload();
  await minna.live();
  await minna.mine();
  await expect(minna.slip("Slow Ferry")).toContainText("Waits for the DJ’s approval");
  const slip = await minna.slip("Slow Ferry").getAttribute("data-id");
  await room.server.call("PATCH", `/api/v1/events/${room.code}/requests/${slip}`, { status: "accepted" });
  await expect(minna.slip("Slow Ferry")).toContainText("Wait: about 4 min");
  await expect(minna.slip("Slow Ferry")).not.toContainText("approval");
  await minna.shot("accepted-390-dark");
});
