import { expect, test } from "./room.ts";
import { Watch } from "./watch.ts";

test("the first requests of a night move nothing", async ({ room, server }) => {
  await room.door.limits({});
  const phone = await room.phone();
  const watch = await Watch.over(phone.page);
  await phone.page.reload();
  await phone.live();
  for (let n = 1; n <= 9; n++) {
    const { token } = await server.call<{ token: string }>("POST", "/api/v1/guests", {}, "");
    await server.call("POST", `/api/v1/events/${room.code}/requests`, { id: `0192a000-0000-7000-8000-${String(n).padStart(12, "0")}`, title: `Low Tide ${n}` }, token);
    await expect(phone.page.getByRole("listitem")).toHaveCount(n);
    if (n === 3) await phone.shot("board-short-390");
  }
  const { shift, shifted } = await watch.sample();
  expect(shift, JSON.stringify(shifted)).toBeLessThanOrEqual(0.02);
});

test("nothing jumps while a board is live: rows glide, bars have their room", async ({ room, server }) => {
  test.setTimeout(120_000);
  await room.door.limits({});
  const event = `/api/v1/events/${room.code}`;
  const id = (n: number) => `0192a000-0000-7000-8000-${String(n).padStart(12, "0")}`;
  const guest = async () => (await server.call<{ token: string }>("POST", "/api/v1/guests", {}, "")).token;
  const ask = async (n: number) => server.call("POST", `${event}/requests`, { id: id(n), title: `Slow Ferry ${n}`, artist: "PELICAN" }, await guest());
  const vote = async (n: number) => server.call("PUT", `${event}/requests/${id(n)}/vote`, {}, await guest());
  const set = (n: number, change: object) => server.call("PATCH", `${event}/requests/${id(n)}`, change);
  for (let n = 0; n < 12; n++) await ask(n);

  const [wall, phone, dj] = [await room.phone({ reducedMotion: "no-preference", viewport: { width: 800, height: 1200 } }), await room.phone({ reducedMotion: "no-preference" }), await room.booth({ reducedMotion: "no-preference" })];
  const watches = await Promise.all([wall, phone, dj].map(({ page }) => Watch.over(page)));
  for (const { page } of [wall, phone, dj]) await page.reload();
  await phone.live();
  await expect(dj.lane("Inbox").getByRole("listitem")).toHaveCount(12);

  /** still waits until no row glides any more: Chromium counts a glide that the next one takes over as a jump. */
  const still = async () => {
    for (const { page } of [wall, phone, dj]) await page.waitForFunction(() => document.getAnimations().every((glide) => !(glide.effect as KeyframeEffect).target?.matches(".slip")));
  };
  const first = phone.page.getByRole("listitem").first();
  for (const n of [11, 4]) { // each a beat of the order
    for (let votes = 0; votes < 14 - n; votes++) await vote(n);
    await expect(first).toContainText(`Slow Ferry ${n}`);
    await still();
  }
  for (let n = 12; n < 15; n++) await ask(n);
  await set(4, { status: "playing" });
  await expect(phone.page.getByRole("region", { name: "Now playing" })).toContainText("Slow Ferry 4");
  await still();
  await set(5, { status: "accepted", next: true });
  await server.call("PATCH", event, { announcement: "Last requests at half past one", gate: "last_call" });
  await expect(phone.page.getByText("Last requests at half past one")).toBeVisible();
  await set(6, { status: "declined", reason: "dont_have" });
  await expect(phone.slip("Slow Ferry 6")).toHaveCount(0);
  await still();
  await set(5, { status: "playing" });
  await server.call("PATCH", event, { announcement: "", gate: "open" });
  await expect(phone.page.getByText("Last requests at half past one")).toHaveCount(0);
  for (const watch of watches) {
    const { shift, shifted } = await watch.sample();
    expect(shift, JSON.stringify(shifted)).toBeLessThanOrEqual(0.02);
  }
});
