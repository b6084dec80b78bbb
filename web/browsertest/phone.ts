import { expect, type BrowserContext, type Locator, type Page } from "@playwright/test";

/** What a listener does with the board, by what they see of it. */
export class Phone {
  constructor(
    readonly page: Page,
    readonly context: BrowserContext,
  ) {}

  async open(address: string): Promise<void> {
    await this.page.goto(address);
    await this.live();
  }

  /** live waits until the page holds a board and its line is open. */
  async live(): Promise<void> {
    await this.page.waitForFunction(() => window.cueslip?.link.value.state === "live");
  }

  async ask(song: string): Promise<void> {
    const sheet = await this.write(song);
    await this.send();
    await expect(sheet).toBeHidden();
  }

  /** write types a song into the sheet, and returns the sheet. */
  async write(song: string): Promise<Locator> {
    await this.page.getByRole("button", { name: "Request a song" }).click();
    const sheet = this.page.getByRole("dialog", { name: "Request a song" });
    await sheet.getByLabel("Song, artist").fill(song);
    return sheet;
  }

  async send(): Promise<void> {
    await this.page.getByRole("button", { name: "Send to the DJ" }).click();
  }

  /** slip is the row of a song, in whichever list is shown. */
  slip(title: string): Locator {
    return this.page.getByRole("listitem").filter({ hasText: title });
  }

  stub(title: string): Locator {
    return this.slip(title).getByRole("button", { name: new RegExp(`Voted? for ${title}`) });
  }

  async vote(title: string): Promise<void> {
    await this.stub(title).click();
  }

  async hasVotes(title: string, votes: number): Promise<void> {
    await expect(this.stub(title)).toContainText(String(votes));
  }

  async mine(): Promise<void> {
    await this.page.getByRole("button", { name: /^Mine/ }).click();
  }

  /** fits checks that nothing is cut off or scrolls sideways. */
  async fits(): Promise<void> {
    expect(await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }

  /** countDeeds begins to count what the person does with the page. */
  async countDeeds(): Promise<void> {
    await this.page.evaluate(() => {
      const deeds = { taps: 0, fields: new Set<string>() };
      document.addEventListener("pointerup", () => deeds.taps++, true);
      document.addEventListener("input", (e) => deeds.fields.add((e.target as HTMLInputElement).labels?.[0]?.innerText ?? ""), true);
      window.deeds = deeds;
    });
  }

  deeds(): Promise<{ taps: number; fields: string[] }> {
    return this.page.evaluate(() => ({ taps: window.deeds!.taps, fields: [...window.deeds!.fields] }));
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: `../../test-results/screens/${name}.png` });
  }

  /** digest of what the page holds. */
  digest(): Promise<string> {
    return this.page.evaluate(() => window.cueslip!.digest());
  }
}

declare global {
  interface Window {
    /** The page's own state, which it shows to whoever looks from outside. */
    deeds?: { taps: number; fields: Set<string> };
    cueslip?: { link: { value: { state: string } }; digest(): Promise<string> };
  }
}
