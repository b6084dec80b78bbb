import { expect, type Locator, type Page } from "@playwright/test";

/** A person who has nothing but a keyboard, and looks where they are. */
export class Keyboard {
  constructor(readonly page: Page) {}

  /** press presses keys, after each of which the focus must be somewhere, seen, and with a ring. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await expect.poll(() => this.lost(), `after ${key}`).toBe("");
    }
  }

  /** reach presses Tab until a part has the focus. */
  async reach(part: Locator): Promise<void> {
    await expect(part).toBeVisible();
    for (let stops = 0; stops < 100; stops++) {
      if (await part.evaluate((part) => part === document.activeElement)) return;
      await this.press("Tab");
    }
    throw new Error(`Tab does not reach ${part}`);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** lost says what is wrong with the focus. */
  private lost(): Promise<string> {
    return this.page.evaluate(() => {
      const part = document.activeElement;
      if (part === null || part === document.body) return "nothing has the focus";
      const { left, top, width, height } = part.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      const what = part.outerHTML.slice(0, 160);
      if (hit === null || !(part.contains(hit) || hit.contains(part))) return `covered: ${what}`;
      const { outlineStyle, outlineWidth } = getComputedStyle(part);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 ? "" : `no ring: ${what}`;
    });
  }
}
