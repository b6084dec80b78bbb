import { ask } from "./crowd.ts";
import { Line } from "./line.ts";
import { Phone } from "./phone.ts";
import { expect, test } from "./room.ts";

test("a vote is painted before the server has answered, and its count never goes back", async ({ room }) => {
  const line = new Line();
  const minna = await room.phoneOn(line);
  const otto = await room.phone();
  await otto.ask("Slow Ferry, PELICAN");
  for (const votes of [2, 1]) {
    await minna.vote("Slow Ferry"); // becomes a guest, and takes it back
    await otto.hasVotes("Slow Ferry", votes);
    await minna.hasVotes("Slow Ferry", votes);
  }
  await minna.page.evaluate(() => {
    const count = document.querySelector(".stub .count")!;
    window.counts = [count.textContent!];
    new MutationObserver(() => window.counts!.push(count.textContent!)).observe(count, { characterData: true, childList: true, subtree: true });
  });
  line.hold();
  await minna.vote("Slow Ferry");
  await expect(minna.stub("Slow Ferry")).toHaveAttribute("aria-pressed", "true");
  await minna.hasVotes("Slow Ferry", 2);
  await otto.hasVotes("Slow Ferry", 2);
  await expect.poll(() => line.held).toBeGreaterThan(0);
  await minna.page.clock.runFor(1100);
  await expect(minna.stub("Slow Ferry")).toHaveClass(/sending/); // a dotted edge
  const nora = await room.phone();
  await nora.vote("Slow Ferry");
  await otto.hasVotes("Slow Ferry", 3);
  line.letGo();
  await minna.hasVotes("Slow Ferry", 3);
  await expect(minna.stub("Slow Ferry")).not.toHaveClass(/sending/);
  expect(await minna.page.evaluate(() => window.counts!)).toEqual(["1", "2", "3"]);
});

test("a vote and a request whose answers were lost count once, also for a page that was closed", async ({ room }) => {
  const line = new Line();
  const minna = await room.phone();
  await minna.ask("Slow Ferry, PELICAN");
  const otto = await room.phoneOn(line);
  await otto.vote("Slow Ferry"); // becomes a guest
  await minna.hasVotes("Slow Ferry", 2);
  await otto.vote("Slow Ferry");
  await minna.hasVotes("Slow Ferry", 1);

  line.breakAtAnswer();
  await otto.vote("Slow Ferry");
  await minna.hasVotes("Slow Ferry", 2); // it is counted, which the phone was not told
  await otto.page.clock.runFor(3000);
  await otto.live();
  await otto.hasVotes("Slow Ferry", 2);
  line.breakAtAnswer();
  await otto.write("Low Tide, Copper Robots");
  await otto.send();
  await expect(minna.slip("Low Tide")).toBeVisible();
  await otto.page.clock.runFor(3000);
  await expect(otto.page.getByRole("dialog")).toBeHidden();
  await expect(otto.slip("Low Tide")).toHaveCount(1);

  line.die();
  await otto.vote("Low Tide"); // back, which nobody answers
  await otto.write("Grey Tuesday, The Signalmen");
  await otto.send();
  await expect(minna.slip("Grey Tuesday")).toBeVisible();
  await minna.hasVotes("Low Tide", 0);
  await otto.page.close();
  const again = new Phone(await otto.context.newPage(), otto.context);
  await again.open(room.board);
  await expect(again.slip("Grey Tuesday")).toHaveCount(1);
  await again.mine();
  await expect(again.slip("Grey Tuesday")).toContainText("Sent to the DJ");
  await expect(again.page.getByText("Sending", { exact: true })).toHaveCount(0);
  await minna.hasVotes("Low Tide", 0);
  await minna.hasVotes("Grey Tuesday", 1);
  await minna.hasVotes("Slow Ferry", 2);
  await expect(minna.page.locator(".slips > li")).toHaveCount(3);
  await expect(async () => expect(await again.digest()).toBe(await room.digest("public"))).toPass();
});

test("a line that died in silence is told within 25 seconds, with the time of the board, which stays", async ({ room }) => {
  const line = new Line();
  const minna = await room.phone();
  await minna.ask("Slow Ferry, PELICAN");
  const otto = await room.phoneOn(line);
  const told = otto.page.getByText(/^◌ Reconnecting · board from \d/);
  await otto.page.clock.pauseAt(Date.now() + 5000);
  line.die();
  await otto.page.clock.runFor(15_000);
  await expect(told).toBeHidden();
  await otto.page.clock.runFor(10_000);
  await expect(told).toBeVisible();
  await expect(otto.slip("Slow Ferry")).toBeVisible();
});

test("after ten minutes of sleep the board is that of a fresh load", async ({ room }) => {
  const requests = await ask(room, 12);
  const line = new Line();
  const minna = await room.phoneOn(line);
  await minna.vote("Song 05");
  await minna.hasVotes("Song 05", 2);
  const cdp = await minna.context.newCDPSession(minna.page);
  line.die();
  await cdp.send("Page.setWebLifecycleState", { state: "frozen" });

  const event = `/api/v1/events/${room.code}`;
  const set = (n: number, change: object) => room.server.call("PATCH", `${event}/requests/${requests[n]!}`, change);
  await set(0, { status: "playing" });
  await set(1, { status: "playing" });
  await set(2, { status: "accepted" });
  await set(3, { next: true });
  await set(4, { status: "declined", reason: "dont_have" });
  await set(5, { status: "hidden" });
  await set(6, { into: requests[7]! });
  await room.server.call("PATCH", event, { announcement: "Last requests at half past one", gate: "last_call" });
  await room.server.stuff(room.code, requests[9]!, 3);
  const otto = await room.phone();
  await otto.ask("Low Tide, Copper Robots");

  await cdp.send("Page.setWebLifecycleState", { state: "active" });
  line.letGo();
  await minna.page.clock.fastForward("10:00");
  await minna.live();
  await expect(async () => expect(await minna.digest()).toBe(await room.digest("public"))).toPass();
  const fresh = new Phone(await minna.context.newPage(), minna.context);
  await fresh.open(room.board);
  const shown = ({ page }: Phone) => page.locator("#app main").innerHTML();
  await minna.page.clock.runFor(10_000); // ranks, too, have come to rest
  await expect.poll(() => shown(minna)).toBe(await shown(fresh));
});

declare global {
  interface Window {
    /** What a row's count was, one after the other. */
    counts?: string[];
  }
}
