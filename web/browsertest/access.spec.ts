import { fill } from "./crowd.ts";
import { Inspection } from "./inspection.ts";
import { expect, test } from "./room.ts";

// axe finds no violation on any surface, in any theme, and nothing that is
// pressed is smaller than 24 px, or 44 where fingers press.

// A trace of axe itself is of no use, and takes longer than all the rest.
test.use({ trace: "off" });

test("the board has no fault, in light and dark", async ({ room }) => {
  const minna = await room.phone();
  const board = new Inspection(minna.page, ["dark", "light"]);
  await board.look("the empty board");
  await fill(room);
  await expect(minna.slip("Slow Ferry")).toBeVisible();
  await board.look("a board with rows");
  await minna.write("Harbour Lights, The Tidal Clocks");
  await board.look("the sheet to ask");
  await minna.send();
  await minna.mine();
  await expect(minna.slip("Harbour Lights")).toBeVisible();
  await board.look("one's own requests");
  await minna.page.getByRole("button", { name: "Back to the board" }).click();

  await room.door.admission("room_code");
  const otto = await room.phone();
  await otto.vote("Slow Ferry");
  await expect(otto.page.getByRole("dialog")).toBeVisible();
  const other = new Inspection(otto.page, ["dark", "light"]);
  await other.look("the sheet for the room's code");
  await otto.page.keyboard.press("Escape");

  await room.door.ban("Harbour Lights", { reason: "Once is enough", for: 720 });
  await expect(minna.page.locator("#ban")).toBeVisible();
  await board.look("the board of somebody banned");
  await room.server.call("PATCH", `/api/v1/events/${room.code}`, { gate: "closed" });
  await expect(otto.page.getByRole("button", { name: "Requests are closed" })).toBeVisible();
  await other.look("a board that is closed");
  await room.server.call("PATCH", `/api/v1/events/${room.code}`, { state: "ended" });
  await expect(otto.page.getByText("Set list")).toBeVisible();
  await other.look("a board that ended");
  board.passes();
  other.passes();
});
