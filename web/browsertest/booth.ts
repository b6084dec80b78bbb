import { expect, type BrowserContext, type Locator, type Page } from "@playwright/test";

type Lane = "Inbox" | "Queue" | "Later" | "Played" | "Declined" | "Log";

/** What a DJ does with the dashboard. */
export class Booth {
  constructor(
    readonly page: Page,
    readonly context: BrowserContext,
  ) {}

  /** enter signs in with a link and goes on to the event's dashboard. */
  async enter(link: string, code: string): Promise<void> {
    await this.page.goto(`${link}?next=/dj/${code}`);
    await this.page.waitForURL(`**/dj/${code}`);
    await expect(this.lane("Inbox")).toBeVisible();
  }

  lane(name: Lane): Locator {
    return this.page.getByRole("region", { name });
  }

  /** go shows a lane where only one of them fits. */
  async go(name: Lane): Promise<void> {
    await this.page.getByRole("navigation", { name: "Lanes" }).getByRole("button", { name }).click();
    await expect(this.lane(name)).toBeVisible();
  }

  row(lane: Lane, title: string): Locator {
    return this.lane(lane).getByRole("listitem").filter({ hasText: title });
  }

  /** act presses the main button of a request: Queue, Next, Play. */
  async act(lane: Lane, name: string, title: string): Promise<void> {
    await this.row(lane, title).getByRole("button", { name: `${name}: ${title}` }).click();
  }

  /** more chooses from the menu of a request. */
  async more(lane: Lane, title: string, item: string | RegExp): Promise<void> {
    await this.row(lane, title).getByRole("button", { name: `More for ${title}` }).click();
    await this.page.getByRole("menuitem", { name: item }).click();
  }

  /** deck presses a button beside what plays, or what is next. */
  async deck(name: "Played" | "Play" | "Own song"): Promise<void> {
    const decks = this.page.getByRole("region", { name: "On the decks" });
    await decks.getByRole("button", { name: new RegExp(`^${name}( \\S)?$`) }).click();
  }

  async gate(to: "Open" | "Last call" | "Closed"): Promise<void> {
    await this.page.getByRole("button", { name: /^Requests: .*Change$/ }).click();
    await this.page.getByRole("menuitemcheckbox", { name: to }).click();
  }

  /** undo takes the latest change back, as long as it is offered. */
  async undo(): Promise<void> {
    await this.page.getByRole("button", { name: /^Undo .*s$/ }).click();
  }

  /** dialog opens a dialog from the event's menu. */
  async dialog(item: RegExp, name: string): Promise<Locator> {
    await this.page.getByRole("button", { name: "Event menu" }).click();
    await this.page.getByRole("menuitem", { name: item }).click();
    const dialog = this.page.getByRole("dialog", { name });
    await expect(dialog).toBeVisible();
    return dialog;
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: `../../test-results/screens/${name}.png` });
  }
}
