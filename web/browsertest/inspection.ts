import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { narrow } from "./ruler.ts";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** All that a theme can change. */
const colours = ["color-contrast", "link-in-text-block"];

type Theme = "dark" | "light" | "blackout";

/** What axe and a ruler find wrong with the surfaces of one page. */
export class Inspection {
  private readonly found: string[] = [];

  /** themed: the page is told its theme, rather than that it follows the system. */
  constructor(
    readonly page: Page,
    private readonly themes: readonly Theme[],
    private readonly themed = false,
  ) {}

  /**
   * look inspects the page as it stands, in every theme. On a page to read, a
   * mouse needs no more than axe says of the room between links.
   */
  async look(where: string, reading = false): Promise<void> {
    const coarse = await this.page.evaluate(() => matchMedia("(pointer: coarse)").matches);
    for (const part of reading && !coarse ? [] : await narrow(this.page, coarse ? 44 : 24)) this.found.push(`${where}: ${part}`);
    for (const [i, theme] of this.themes.entries()) {
      await this.wear(theme);
      if (reading) await this.page.reload(); // Chromium repaints a long page late
      await this.ask(`${where}, ${theme}`, i === 0 ? undefined : colours);
    }
  }

  /** passes fails with all that was found. */
  passes(): void {
    expect(this.found.join("\n")).toBe("");
  }

  private async wear(theme: Theme): Promise<void> {
    if (!this.themed) return this.page.emulateMedia({ colorScheme: theme === "light" ? "light" : "dark" });
    await this.page.evaluate((theme) => (document.documentElement.dataset["theme"] = theme), theme);
  }

  private async ask(where: string, only?: string[]): Promise<void> {
    const axe = new AxeBuilder({ page: this.page }).setLegacyMode(true); // frames are pages of their own here
    const { violations } = await (only ? axe.withRules(only) : axe.withTags(rules)).analyze();
    for (const { id, help, nodes } of violations) {
      for (const node of nodes) this.found.push(`${where}: ${id}: ${help}: ${node.html.slice(0, 160)} (${node.any[0]?.message ?? ""})`);
    }
  }
}
