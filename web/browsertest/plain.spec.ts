import { chrome } from "./playwright.config.ts";
import { expect, test } from "./room.ts";

// A board on the network of a venue: plain http, and no name that browsers trust.
test.use({
  launchOptions: {
    executablePath: chrome,
    args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP kaiku.local 127.0.0.1"],
  },
});

test("on plain http what browsers forbid is hidden, and the rest works", async ({ room, server }) => {
  const { hostname } = new URL(server.url);
  const url = room.board.replace(hostname, "kaiku.local");
  const minna = await room.phone({ viewport: { width: 320, height: 568 }, colorScheme: "light" });
  const problems: string[] = [];
  minna.page.on("pageerror", (problem) => problems.push(problem.message));
  await minna.open(url);
  expect(await minna.page.evaluate(() => isSecureContext)).toBe(false);
  const otto = await room.phone();

  await minna.ask("Slow Ferry, PELICAN");
  await otto.vote("Slow Ferry");
  await minna.hasVotes("Slow Ferry", 2);
  await otto.ask("Low Tide, Copper Robots");
  await minna.vote("Low Tide");
  await otto.hasVotes("Low Tide", 2);
  await minna.mine();
  await expect(minna.page.getByLabel("Vote with the left hand")).toBeVisible();
  await expect(minna.page.getByLabel("Keep the screen on")).toHaveCount(0);
  await minna.shot("plain-mine-320-light");
  await otto.mine();
  await expect(otto.page.getByLabel("Keep the screen on")).toBeVisible(); // on this machine itself
  await minna.page.getByRole("button", { name: "Undo" }).or(minna.page.getByRole("button", { name: "Withdraw Slow Ferry" })).first().click();
  await expect(otto.slip("Slow Ferry")).toHaveCount(0);

  const slip = await otto.slip("Low Tide").getAttribute("data-id");
  await server.call("PATCH", `/api/v1/events/${room.code}/requests/${slip}`, { status: "played" });
  await server.call("PATCH", `/api/v1/events/${room.code}`, { state: "ended" });
  await minna.page.getByRole("button", { name: "Back to the board" }).click();
  await expect(minna.page.getByRole("heading", { name: "Set list · 1 song" })).toBeVisible();
  await expect(minna.page.getByRole("button", { name: /^Copy/ })).toHaveCount(0);
  expect(problems).toEqual([]);

  await otto.page.getByRole("button", { name: "Back to the board" }).click();
  await otto.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await otto.page.getByRole("button", { name: /^Copy/ }).click();
  await expect(otto.page.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await otto.page.evaluate(() => navigator.clipboard.readText())).toContain("Low Tide – Copper Robots");
  await otto.shot("setlist-390");
});
