import type { CDPSession, Page } from "@playwright/test";
import { expect, test } from "./room.ts";
import { Server } from "./server.ts";

/** keeper gives a page's browser a place for passkeys that says yes at once. */
async function keeper(page: Page): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return { cdp, id: authenticatorId };
}

test("a guest asks and votes at once, and later signs up with a passkey and keeps it all", async ({ room }) => {
  const otto = await room.phone();
  await otto.ask("Amber Window, Marlow Finch");

  // Nobody asks Minna about herself.
  const minna = await room.phone({ viewport: { width: 390, height: 844 } });
  await minna.vote("Amber Window");
  await minna.hasVotes("Amber Window", 2);
  await minna.ask("Slow Ferry, PELICAN");
  await otto.hasVotes("Amber Window", 2);
  await minna.mine();
  await expect(minna.slip("Slow Ferry")).toBeVisible();
  await minna.shot("people-guest-mine");

  const { cdp, id } = await keeper(minna.page);
  await minna.page.getByRole("link", { name: "Sign up or in to keep these" }).click();
  await expect(minna.page.getByRole("button", { name: "Sign in with a passkey" })).toBeVisible();
  await minna.shot("people-sign-in");
  await minna.page.getByRole("region", { name: "Passkeys" }).getByLabel("Name").fill("Minna");
  await minna.page.getByRole("button", { name: "Sign up with a passkey" }).click();
  await minna.page.waitForURL(room.board);
  const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId: id });
  expect(credentials).toHaveLength(1);
  expect(credentials[0]!.isResidentCredential).toBe(true);

  const hers = async () => {
    await minna.live();
    await expect(minna.stub("Amber Window")).toContainText("Voted");
    await minna.hasVotes("Amber Window", 2);
    await minna.mine();
    await expect(minna.slip("Slow Ferry")).toBeVisible();
  };
  await hers();
  await expect(minna.page.getByRole("link", { name: "Sign up or in to keep these" })).toHaveCount(0);
  await minna.page.reload();
  await hers();
  await minna.shot("people-account-mine");

  await minna.page.evaluate(() => fetch("/api/v1/session", { method: "DELETE" }));
  await minna.page.reload();
  await minna.live();
  await minna.mine();
  await expect(minna.slip("Slow Ferry")).toHaveCount(0);

  await minna.page.goto(`${room.server.url}/signin?next=/e/${room.code}`);
  await minna.page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await minna.page.waitForURL(room.board);
  await hers();
});

test("a passkey that is not there is said in plain words", async ({ room }) => {
  const minna = await room.phone({ viewport: { width: 390, height: 844 }, colorScheme: "light" });
  const { cdp, id } = await keeper(minna.page);
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified: false });
  await minna.page.goto(`${room.server.url}/signin`);
  await minna.shot("people-sign-in-first");
  await minna.page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(minna.page.getByRole("alert")).toContainText("No passkey was used");
  await minna.shot("people-no-passkey");
});

test("a site that people come by is one press away, and its trouble is a page", async ({ browser }) => {
  const server = new Server(["--provider", "discord,id=1,secret=2", "--provider", "oidc,name=Club,issuer=http://127.0.0.1:1,id=1,secret=2"]);
  await server.start();
  try {
    const page = await (await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: "dark" })).newPage();
    await page.route("https://discord.com/**", (route) => route.fulfill({ body: "Discord, as far as this test goes" }));
    await page.goto(`${server.url}/signin?next=/dj`);
    await page.screenshot({ path: "../../test-results/screens/people-sites.png", fullPage: true });
    await page.getByRole("button", { name: "Go on with Discord" }).click();
    await page.waitForURL("https://discord.com/oauth2/authorize?**");
    expect(new URL(page.url()).searchParams.get("redirect_uri")).toBe(`${server.url}/signin/with/discord/callback`);

    await page.goto(`${server.url}/signin?next=/dj`);
    await page.getByRole("button", { name: "Go on with Club" }).click();
    await expect(page.getByRole("alert")).toContainText("Club cannot be reached at the moment");
    await expect(page.getByRole("button", { name: "Try again with Club" })).toBeVisible();
    await page.screenshot({ path: "../../test-results/screens/people-site-down.png" });
    await page.getByRole("link", { name: "Come in another way" }).click();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await expect(page.locator("#passkeys")).toHaveAttribute("data-next", "/dj");
  } finally {
    await server.stop();
  }
});
