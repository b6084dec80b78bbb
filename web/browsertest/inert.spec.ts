import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "./room.ts";
import type { Server } from "./server.ts";

/** What people could type in the hope that a page runs it. */
const payloads = [
  "<img src=x onerror=alert(1)>",
  "<script>alert(1)</script>",
  '"><svg onload=alert(1)>',
  "'-alert(1)-'",
  "</title><script>alert(1)</script>",
  "</script><script>alert(1)</script>",
  "<!--><script>alert(1)</script>",
  "javascript:alert(1)",
  '<a href="javascript:alert(1)">Slow Ferry</a>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  "<style>@import 'http://evil.example/x.css';</style>",
  "<link rel=stylesheet href=http://evil.example/x.css>",
  "<base href=http://evil.example/>",
  '<meta http-equiv="refresh" content="0;url=http://evil.example/">',
  "<form action=http://evil.example/><input name=x autofocus onfocus=alert(1)>",
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
  "<template shadowrootmode=open><script>alert(1)</script></template>",
  "<object data=http://evil.example/x.swf></object>",
  "&lt;img src=x onerror=alert(1)&gt;",
  "\\u003cimg src=x onerror=alert(1)\\u003e",
  "{{constructor.constructor('alert(1)')()}}",
  "${alert(1)}",
  "__proto__",
  '=HYPERLINK("http://evil.example")',
];
const short = "<svg/onload=alert(1)>"; // fits a name

/** watch remembers everything in a browser that would be a page running what people typed. */
async function watch(context: BrowserContext, own: string): Promise<() => string[]> {
  const caught: string[] = [];
  await context.exposeFunction("caught", (what: string) => caught.push(what));
  await context.addInitScript(() => {
    const tell = (what: string) => (window as unknown as { caught: (what: string) => void }).caught(what);
    window.alert = () => tell(`alert on ${location.pathname}`);
    document.addEventListener("securitypolicyviolation", (e) => tell(`${e.violatedDirective} on ${location.pathname}: ${e.sample}`));
    addEventListener("error", (e) => tell(`error on ${location.pathname}: ${e.message}`));
  });
  context.on("request", (r) => {
    if (!r.url().startsWith(own) && !r.url().startsWith("data:")) caught.push(`a request to ${r.url()}`);
  });
  return () => caught;
}

/** plain checks that a page holds no element that only a payload could have made. */
async function plain(page: Page): Promise<void> {
  const made = "img[src=x], iframe, object, base, form[action*=evil], meta[http-equiv], style, script:not([src]), svg[onload], [onerror], [onfocus], a[href^=javascript], mglyph, #app template";
  expect(await page.locator(made).count(), page.url()).toBe(0);
}

/** invited returns the path of a link into the crew. */
async function invited(server: Server, event: string): Promise<string> {
  const { url } = await server.call<{ url: string }>("POST", `${event}/invitations`, { role: "cohost" });
  return new URL(url).pathname;
}

test("nothing that people type runs, on any page that shows it", async ({ room, browser, server }) => {
  test.setTimeout(120_000);
  const event = `/api/v1/events/${room.code}`;
  const title = "</title><img src=x onerror=alert(1)>";
  await server.call("PATCH", event, { limits: { open: 0 }, title, announcement: "<img src=x onerror=alert(1)>" });
  const guest = await fetch(`${server.url}/api/v1/guests`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ name: short }) });
  const { token } = (await guest.json()) as { token: string };
  const ids: string[] = [];
  for (const [n, payload] of payloads.entries()) {
    const id = `0192a000-0000-7000-8000-${String(n).padStart(12, "0")}`;
    const answer = await fetch(`${server.url}${event}/requests`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ id, title: payload, artist: payload, dedication: payload, note: payload, name: short }),
    });
    expect(answer.status, payload).toBe(201); // inert, and so no reason to refuse it
    ids.push(id);
  }
  await server.call("PATCH", `${event}/requests/${ids[0]}`, { status: "playing" });
  await server.call("PATCH", `${event}/requests/${ids[1]}`, { status: "accepted", next: true });
  await server.call("PATCH", `${event}/requests/${ids[2]}`, { status: "declined", reason: payloads[0] });

  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const caught = await watch(context, server.url);
  const page = await context.newPage();
  const surfaces: [string, (page: Page) => Promise<unknown>][] = [
    [`/e/${room.code}`, (p) => p.waitForFunction(() => window.cueslip?.link.value.state === "live")],
    [`/embed/${room.code}?count=20`, (p) => expect(p.getByRole("listitem")).toHaveCount(20)],
    [`/?code=${encodeURIComponent(payloads[0]!)}`, (p) => expect(p.getByText("There is no event")).toBeVisible()],
    [`/e/${encodeURIComponent(payloads[2]!)}`, (p) => expect(p.getByText("There is no event")).toBeVisible()],
    [`/${encodeURIComponent(payloads[1]!)}?x=${encodeURIComponent(payloads[1]!)}`, (p) => expect(p.getByText("There is no page")).toBeVisible()],
    [`/embed/${encodeURIComponent(payloads[0]!)}?theme=${encodeURIComponent('"><script>')}`, (p) => expect(p.getByText("There is no event")).toBeVisible()],
    ["/docs", (p) => expect(p.getByRole("heading", { level: 1 })).toBeVisible()],
  ];
  for (const [path, shown] of surfaces) {
    await page.goto(server.url + path);
    await shown(page);
    await plain(page);
  }

  await page.goto(`${server.url}/e/${room.code}`); // each slip, unfolded
  for (const payload of payloads.slice(3)) {
    const slip = page.getByRole("listitem").filter({ has: page.locator(".title", { hasText: payload }) }).first();
    await slip.locator(".body").click();
    await expect(slip.locator(".words"), payload).toContainText(payload);
  }
  await plain(page);

  await page.goto(`${server.link("ana")}?next=/dj/${room.code}`); // the booth
  await page.waitForURL(`**/dj/${room.code}`);
  const inbox = page.getByRole("region", { name: "Inbox" });
  await expect(inbox.getByRole("listitem")).toHaveCount(payloads.length - 3);
  await plain(page);
  await server.call("POST", `${event}/bans`, { request: ids[3], reason: payloads[0] }); // and its dialogs
  await server.call("POST", `${event}/blocks`, { add: payloads.map((artist) => ({ kind: "artist", artist: `a${artist}` })) });
  await page.reload();
  await expect(page.locator(":focus")).toHaveCount(1); // the server's own page takes no keys
  await page.keyboard.press("Shift+B");
  const crowd = page.getByRole("dialog", { name: "Crowd" });
  await expect(crowd.getByText(payloads[0]!)).toBeVisible();
  await plain(page);
  await crowd.getByRole("button", { name: "Do not play" }).click();
  await expect(crowd.getByRole("listitem").first()).toBeVisible();
  await plain(page);
  for (const path of [`/dj/${room.code}/door`, await invited(server, event)]) {
    await page.goto(server.url + path);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(title);
    await plain(page);
  }
  await page.goto(`${server.url}/dj`);
  await expect(page.getByText(title)).toBeVisible();
  await plain(page);

  for (const path of [`/dj/${room.code}/setlist?list=asked&names=true`, "/@ana"]) {
    await expect(async () => {
      await page.goto(server.url + path); // the public page may be 15 s old
      await expect(page.getByText(title).first()).toBeVisible({ timeout: 500 });
    }).toPass();
    await plain(page);
  }

  await server.call("PATCH", event, { state: "ended" }); // the set list
  await page.goto(`${server.url}/e/${room.code}`);
  await expect(page.getByText(payloads[0]!).first()).toBeVisible();
  await plain(page);
  expect(caught()).toEqual([]);
});

test("the policy would stop what slipped through", async ({ room, page }) => {
  await page.goto(room.board);
  await page.evaluate(() => {
    const stopped: string[] = [];
    Object.assign(window, { stopped });
    document.addEventListener("securitypolicyviolation", (e) => stopped.push(e.violatedDirective));
    const refused = (f: () => void) => {
      try {
        f();
        stopped.push("nothing");
      } catch {
        // as it should be
      }
    };
    const { trustedTypes } = window as unknown as { trustedTypes: { createPolicy: (name: string, rules: object) => void } };
    refused(() => (document.body.innerHTML = "<img src=x onerror=alert(1)>"));
    refused(() => trustedTypes.createPolicy("default", {}));
    // A script made of text is stopped before script-src is asked.
    for (const [kind, text] of [["script", "alert(1)"], ["style", "body{display:none}"]] as const) {
      const element = document.createElement(kind);
      element.append(text);
      document.head.append(element);
    }
    const frame = document.createElement("iframe");
    frame.src = "/embed/x";
    document.body.append(frame);
    void fetch("http://evil.example/").catch(() => {});
  });
  const stopped = () => page.evaluate(() => (window as unknown as { stopped: string[] }).stopped);
  for (const directive of ["require-trusted-types-for", "trusted-types", "style-src-elem", "frame-src", "connect-src"]) {
    await expect.poll(stopped, directive).toContain(directive);
  }
  expect(await stopped()).not.toContain("nothing");
});
