// Four hours of a night, sixty times as fast: a phone and a dashboard stay open,
// are used, and must not keep what is over.

import { expect, test } from "../room.ts";
import { Watch, type Sample } from "../watch.ts";
import { Crowd } from "./crowd.ts";

const hours = Number(process.env.CUESLIP_HOURS ?? 4);
const speed = 60;
const most = 40e6; // bytes that a page may grow by

test("four hours of a night leave nothing behind in a page", async ({ room, server }) => {
  test.setTimeout(((hours * 60) / speed + 3) * 60_000);
  const [phone, dj] = [await room.phone({ reducedMotion: "no-preference" }), await room.booth({ reducedMotion: "no-preference" })];
  const pages = { phone: phone.page, dashboard: dj.page };
  const watches = await Promise.all(Object.values(pages).map((page) => Watch.over(page)));
  for (const page of Object.values(pages)) await page.reload();
  await phone.live();
  const sample = () => Promise.all(watches.map((watch) => watch.sample()));

  const crowd = new Crowd(server, room.code, "--listeners", "254", "--speed", String(speed), "--duration", `${(hours * 60) / speed}m`);
  const samples: Sample[][] = [];
  const { keyboard } = dj.page;
  while (!crowd.gone) { // what people do with pages: look around, open, close
    for (const key of ["2", "j", "j", "4", "6", "1", "j", "?", "Escape", "l", "Escape", "/", "s", "Escape"]) await keyboard.press(key);
    for (const view of ["Queue", "Played", "Top"]) await phone.page.getByLabel("Show").selectOption({ label: view });
    await phone.page.getByRole("button", { name: "Request a song" }).click();
    await phone.page.keyboard.press("Escape");
    samples.push(await sample());
    await new Promise((go) => setTimeout(go, 5000));
  }
  samples.push(await sample());

  for (const [i, name] of Object.keys(pages).entries()) {
    const series = samples.map((each) => each[i]!);
    const [early, late] = [series[Math.floor(series.length / 8)]!, series.at(-1)!];
    console.log(name, JSON.stringify({ early, late, highest: Math.max(...series.map(({ heap }) => heap)) }));
    expect(late.heap - early.heap, name).toBeLessThan(most);
    expect(late.loads, name).toBe(1);
    expect(late.errors, name).toEqual([]);
  }
  expect(await phone.digest()).toBe(await room.digest("public"));
});
