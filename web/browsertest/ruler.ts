import type { Page } from "@playwright/test";

/** What people press; a link within a sentence is as high as its line (WCAG 2.5.8). */
const pressed = "a[href], button, input, select, textarea, summary, [role=button], [role=option], [role^=menuitem], [tabindex='0']";

/**
 * narrow returns what is smaller to press than so many CSS px each way. A part
 * counts by what a finger meets, which may be more than is drawn.
 */
export function narrow(page: Page, least: number): Promise<string[]> {
  return page.evaluate(
    ([pressed, least]) => {
      const seen = (part: Element) => part.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !part.closest(".unseen, [inert]");
      const inSentence = (part: Element) => {
        if (!part.matches("a") || getComputedStyle(part).display !== "inline") return false;
        const text = (part.parentElement?.textContent ?? "").replace(/\s+/g, " ").trim();
        return [...(part.parentElement?.querySelectorAll("a") ?? [])].reduce((rest, link) => rest.replace((link.textContent ?? "").trim(), ""), text).trim().length > 1;
      };
      const meets = (part: Element, x: number, y: number) => {
        const hit = document.elementFromPoint(x, y);
        return hit !== null && (part.contains(hit) || hit.closest("label")?.control === part);
      };
      /** reach is how far the part goes on from its middle, on both sides together. */
      const reach = (part: Element, x: number, y: number, dx: number, dy: number) => {
        let far = 0;
        for (const sign of [-1, 1]) {
          let step = 0;
          while (step < least && meets(part, x + sign * (step + 0.5) * dx, y + sign * (step + 0.5) * dy)) step++;
          far += step;
        }
        return far;
      };
      const above = document.querySelector("dialog:modal, [role=menu]");
      const found: string[] = [];
      for (const part of (above ?? document).querySelectorAll<HTMLElement>(pressed)) {
        if (part.matches(":disabled, [type=hidden], [tabindex='-1']:not(li *)") || !seen(part) || inSentence(part)) continue;
        const box = part.getBoundingClientRect();
        if (box.width === 0 || Math.min(box.width, box.height) >= least - 0.5) continue;
        part.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
        const now = part.getBoundingClientRect();
        const [x, y] = [now.left + now.width / 2, now.top + now.height / 2];
        const [width, height] = [Math.max(box.width, reach(part, x, y, 1, 0)), Math.max(box.height, reach(part, x, y, 0, 1))];
        if (Math.min(width, height) < least - 1) found.push(`${part.outerHTML.slice(0, 120)} is ${Math.round(width)}×${Math.round(height)}, not ${least}`);
      }
      return found;
    },
    [pressed, least] as const,
  );
}
