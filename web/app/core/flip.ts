// Rows glide to their new places: transform only, at most eight that can be
// seen; more fade, and with reduced motion nothing moves at all. A glide begins
// in the frame of the change, so that it is no layout shift; Chromium would count
// one all the same for rows with contain: layout or content-visibility.

const GLIDE = 220;
const FADE = 120;
const MOST = 8;

export class Flip {
  private readonly list: HTMLElement;
  private readonly anchors: boolean;
  private before = new Map<string, number>();
  private running: Animation[] = [];

  /** anchors: the page scrolls along with the rows that are looked at when
   * others come in above them, which not every browser does by itself. The
   * list then needs overflow-anchor: none. */
  constructor(list: HTMLElement, anchors = false) {
    this.list = list;
    this.anchors = anchors;
  }

  /** Remembers where the rows are; call it before they change. */
  measure(): void {
    this.before = this.tops();
  }

  /** Lets the rows that moved since measure glide. */
  play(): void {
    const before = this.before;
    this.before = new Map();
    for (const glide of this.running) glide.cancel(); // those that still glide go on from where they are
    this.running = [];
    if (this.anchors) this.follow(before);
    if (before.size === 0 || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const moved: [HTMLElement, number][] = [];
    for (const row of this.rows()) {
      const was = before.get(row.dataset["id"] ?? "");
      const is = row.getBoundingClientRect().top;
      if (was === undefined || Math.abs(was - is) <= 1 || !(near(was) || near(is))) continue;
      moved.push([row, was - is]);
    }
    const glides = moved.length <= MOST;
    this.running = moved.map(([row, by]) =>
      glides
        ? row.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], { duration: GLIDE, easing: "ease-out" })
        : row.animate([{ opacity: 0 }, { opacity: 1 }], { duration: FADE }),
    );
  }

  /** Scrolls by as much as most of the rows in sight have moved. */
  private follow(before: ReadonlyMap<string, number>): void {
    if (this.list.getBoundingClientRect().top >= 0) return; // its beginning is in sight
    const moves: number[] = [];
    for (const row of this.rows()) {
      const was = before.get(row.dataset["id"] ?? "");
      if (was !== undefined && was >= 0 && was < innerHeight) moves.push(row.getBoundingClientRect().top - was);
    }
    const median = moves.sort((a, b) => a - b)[moves.length >> 1] ?? 0;
    if (Math.abs(median) > 1) scrollBy({ top: median, behavior: "instant" });
  }

  private tops(): Map<string, number> {
    const tops = new Map<string, number>();
    for (const row of this.rows()) tops.set(row.dataset["id"] ?? "", row.getBoundingClientRect().top);
    return tops;
  }

  private rows(): HTMLElement[] {
    return [...(this.list.children as HTMLCollectionOf<HTMLElement>)];
  }
}

/** Whether a row there can be seen; the others need not glide. */
function near(top: number): boolean {
  return top > -100 && top < innerHeight;
}
