// What can be seen from outside of a page that stays open for hours: what moves
// by itself, how long things take, and what it keeps.

import type { CDPSession, Page } from "@playwright/test";

/** A sample of a page, after its garbage was collected. */
export interface Sample {
  heap: number; // bytes
  nodes: number;
  listeners: number;
  shift: number; // cumulative layout shift: the worst five seconds of it
  shifted: { at: number; value: number; what: string }[]; // the largest shifts
  slow: number; // the slowest answer to a key or tap so far, ms
  long: number; // the longest task so far, ms
  loads: number; // how often the page was loaded
  errors: string[];
}

export interface Chosen {
  id: string;
  lane: string;
  title: string;
}

interface Seen {
  shift: number;
  shifted: Sample["shifted"];
  slow: number;
  long: number;
  jumps: { from: string; to: string; px: number }[];
  stand: { id: string; title: string; top: number } | null; // where the selected row was last seen
}

declare global {
  interface Window {
    seen?: Seen;
  }
}

/** Watch looks at one page over a long time. */
export class Watch {
  private loads = 0;
  private readonly errors: string[] = [];

  private constructor(
    private readonly page: Page,
    private readonly cdp: CDPSession,
  ) {
    page.on("load", () => this.loads++);
    page.on("pageerror", (error) => this.errors.push(error.message));
  }

  static async over(page: Page): Promise<Watch> {
    const watch = new Watch(page, await page.context().newCDPSession(page));
    await watch.cdp.send("Performance.enable");
    await page.addInitScript(observe);
    return watch;
  }

  /** focused says whether the page's window has the keyboard: Playwright pretends that each has. */
  async focused(has: boolean): Promise<void> {
    await this.cdp.send("Emulation.setFocusEmulationEnabled", { enabled: has });
    if (has) await this.page.bringToFront();
    else await this.page.evaluate(() => (window.seen!.stand = null));
  }

  /** selected is the row on which a key would act. */
  selected(): Promise<Chosen | null> {
    return this.page.evaluate(() => {
      const row = document.querySelector<HTMLElement>("li.slip.current");
      if (row === null) return null;
      return { id: row.dataset.id!, lane: row.closest("section")?.ariaLabel ?? "", title: row.querySelector(".song-title")?.textContent ?? "" };
    });
  }

  /** left waits until a row has left its lane; false when it stays. */
  async left(id: string, lane: string): Promise<boolean> {
    return this.page
      .waitForFunction(([id, lane]) => document.querySelector(`section[aria-label="${lane}"] li[data-id="${id}"]`) === null, [id, lane] as const, { timeout: 3000 })
      .then(() => true, () => false);
  }

  /** jumps are the moves of the selected row since they were last asked for. */
  jumps(): Promise<Seen["jumps"]> {
    return this.page.evaluate(() => window.seen!.jumps.splice(0));
  }

  /** sample measures the page, after its garbage was collected. */
  async sample(): Promise<Sample> {
    await this.cdp.send("HeapProfiler.collectGarbage");
    const { metrics } = await this.cdp.send("Performance.getMetrics");
    const metric = (name: string) => metrics.find((each) => each.name === name)?.value ?? 0;
    const { shift, shifted, slow, long } = await this.page.evaluate(() => window.seen!);
    return { heap: metric("JSHeapUsedSize"), nodes: metric("Nodes"), listeners: metric("JSEventListeners"), shift, shifted, slow, long, loads: this.loads, errors: this.errors };
  }
}

/** observe runs in the page. */
function observe(): void {
  const seen: Seen = { shift: 0, shifted: [], slow: 0, long: 0, jumps: [], stand: null };
  window.seen = seen;
  const on = (type: string, each: (entry: PerformanceEntry) => void, options = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true, ...options });
  let [first, latest, sum] = [-Infinity, -Infinity, 0]; // of the session window: https://web.dev/articles/cls
  on("layout-shift", (entry) => {
    const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] };
    if (shift.hadRecentInput) return;
    if (shift.startTime - latest > 1000 || shift.startTime - first > 5000) [first, sum] = [shift.startTime, 0];
    [latest, sum] = [shift.startTime, sum + shift.value];
    seen.shift = Math.max(seen.shift, sum);
    const what = shift.sources.map(({ node }) => (node instanceof Element ? `${node.tagName}.${node.className}` : (node?.nodeName ?? "gone"))).join(" ");
    seen.shifted = [...seen.shifted, { at: Math.round(shift.startTime), value: shift.value, what }].sort((a, b) => b.value - a.value).slice(0, 5);
  });
  on("event", (entry) => (seen.slow = Math.max(seen.slow, entry.duration)), { durationThreshold: 16 });
  on("longtask", (entry) => (seen.long = Math.max(seen.long, entry.duration)));
  setInterval(() => {
    const row = document.querySelector<HTMLElement>("li.slip.current");
    const now = row && { id: row.dataset.id!, title: row.querySelector(".song-title")?.textContent ?? "", top: row.offsetTop }; // without a glide
    const last = seen.stand;
    const stays = last !== null && [...document.querySelectorAll<HTMLElement>(`li[data-id="${last.id}"]`)].some((row) => row.offsetParent !== null); // else the next row takes over
    if (stays && now && !document.hasFocus() && (last.id !== now.id || Math.abs(last.top - now.top) > 1)) {
      seen.jumps.push({ from: last.title, to: now.title, px: Math.round(now.top - last.top) });
    }
    seen.stand = now;
  }, 250);
}
