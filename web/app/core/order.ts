// The order of a list that people are touching. Ranks follow the votes, but
// never under a finger: they move at most every five seconds, and not while
// somebody points, has just touched or scrolled, or holds them. What waits is
// counted, for the bar "3 new · order changed · Show".

import { signal, type ReadonlySignal, type Signal } from "@preact/signals";

const BEAT = 5000;
const QUIET = 1500; // after a touch or a scroll
const HOVER = 10_000; // a pointer that rests this long does not hold any more

export interface WaitingChanges {
  fresh: number; // rows that are not shown yet
  moved: boolean;
}

export class HeldOrder {
  readonly shown: ReadonlySignal<readonly string[]>;
  readonly waiting: ReadonlySignal<WaitingChanges>;
  /** While true nothing moves: "Hold order". */
  readonly held: Signal<boolean> = signal(false);

  private readonly shownSignal: Signal<readonly string[]> = signal([]);
  private readonly waitingSignal: Signal<WaitingChanges> = signal({ fresh: 0, moved: false });
  private wanted: readonly string[] = [];
  private began = false;
  private movedAt = 0;
  private touchedAt = 0;
  private hoveredAt = 0;
  private pointers = 0;
  private list: HTMLElement | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor() {
    this.shown = this.shownSignal;
    this.waiting = this.waitingSignal;
  }

  /** Says in what order the rows would stand. Rows that left go at once, unless
   * a pointer is down, new ones at the end come at once, and the order follows
   * when it may. */
  want(ids: readonly string[]): void {
    this.wanted = ids;
    if (!this.began) {
      this.began = true;
      this.show();
      return;
    }
    this.settle();
  }

  /** Shows everything as it is now. */
  show(): void {
    this.movedAt = Date.now();
    this.shownSignal.value = this.wanted;
    this.settle();
  }

  touch(): void {
    this.touchedAt = Date.now();
  }

  hover(over: boolean): void {
    this.hoveredAt = over ? Date.now() : 0;
  }

  down(): void {
    this.pointers = 1;
    this.touch();
  }

  up(): void {
    if (this.pointers === 0) return;
    this.pointers = 0;
    this.touch();
    this.settle();
  }

  /** Ends its timer. */
  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  /** Listens to what people do with the list; returns how to end that. */
  watch(list: HTMLElement): () => void {
    this.list = list;
    const listeners: [EventTarget, string, (e: Event) => void][] = [
      [list, "pointerdown", () => this.down()],
      [window, "pointerup", () => this.up()],
      [window, "pointercancel", () => this.up()],
      [window, "scroll", () => this.touch()],
      [list, "pointermove", () => this.hover(true)],
      [list, "pointerleave", () => this.hover(false)],
      [list, "keydown", () => this.touch()],
    ];
    for (const [target, type, f] of listeners) target.addEventListener(type, f, { passive: true });
    return () => {
      for (const [target, type, f] of listeners) target.removeEventListener(type, f);
    };
  }

  private settle(): void {
    if (this.pointers === 0) this.drop();
    this.append();
    const waiting = compare(this.shownSignal.peek(), this.wanted);
    const before = this.waitingSignal.peek();
    if (waiting.fresh !== before.fresh || waiting.moved !== before.moved) this.waitingSignal.value = waiting;
    this.stop();
    if (waiting.fresh === 0 && !waiting.moved) return;
    const delay = this.delay();
    if (delay > 0) this.timer = setTimeout(() => this.settle(), delay);
    else this.show();
  }

  /** Takes out rows that left. */
  private drop(): void {
    const present = new Set(this.wanted);
    const kept = this.shownSignal.peek().filter((id) => present.has(id));
    if (kept.length !== this.shownSignal.peek().length) this.shownSignal.value = kept;
  }

  /** Adds new rows that come after all others: nothing moves for them, and who
   * has just asked for a song sees it at once. */
  private append(): void {
    const shown = this.shownSignal.peek();
    const known = new Set(shown);
    let end = this.wanted.length;
    while (end > 0 && !known.has(this.wanted[end - 1]!)) end--;
    if (end < this.wanted.length) this.shownSignal.value = [...shown, ...this.wanted.slice(end)];
  }

  /** Milliseconds until the order may move, as far as one can know. */
  private delay(): number {
    const now = Date.now();
    if (this.held.peek() || this.pointers > 0 || this.list?.querySelector(":focus-visible")) return 500;
    return Math.max(
      this.movedAt + BEAT - now,
      this.touchedAt + QUIET - now,
      this.hoveredAt > 0 ? this.hoveredAt + HOVER - now : 0,
    );
  }
}

/** What differs between the order that is shown and the one that is wanted. */
export function compare(shown: readonly string[], wanted: readonly string[]): WaitingChanges {
  const known = new Set(shown);
  const common = wanted.filter((id) => known.has(id));
  const kept = new Set(common);
  const still = shown.filter((id) => kept.has(id));
  return { fresh: wanted.length - common.length, moved: still.some((id, i) => id !== common[i]) };
}
