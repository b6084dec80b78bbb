// The order in which the inbox is shown: held while hands are on it, settled
// when they rest, around the selected row.

import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { heldOrder, roomAbove, sameOrder, settledOrder, waitToSettle } from "./hold.ts";

export class InboxOrder {
  readonly shown: Signal<readonly string[]> = signal([]);
  /** Rows' room that is left empty above, so that the chosen row stays where it is when some above it leave. */
  readonly room = signal(0);
  /** Votes would move rows, if they were let. */
  readonly waiting: ReadonlySignal<boolean>;
  /** Hold order: rows move only when told. */
  readonly held = signal(false);

  private readonly wanted: ReadonlySignal<readonly string[]>;
  private readonly anchor: ReadonlySignal<string | null>;
  private readonly busy: () => boolean;
  private readonly known: (id: string) => boolean;
  private readonly ends: (() => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;
  private touched = 0;
  private settled = 0;
  private isDown = false;
  private over = false;
  private began = false;

  /** anchor is the chosen row; busy tells whether a menu or a dialog is open; known, whether a row was on the board before. */
  constructor(
    wanted: ReadonlySignal<readonly string[]>,
    anchor: ReadonlySignal<string | null>,
    busy: () => boolean,
    known: (id: string) => boolean,
  ) {
    this.known = known;
    this.wanted = wanted;
    this.anchor = anchor;
    this.busy = busy;
    this.waiting = computed(() => this.room.value > 0 || !sameOrder(this.shown.value, this.target()));
  }

  start(): void {
    this.ends.push(
      effect(() => this.follow(this.wanted.value)),
      effect(() => {
        if (this.waiting.value && !this.held.value) this.arm();
      }),
    );
    const touch = () => this.touch();
    const down = () => {
      this.isDown = true;
      this.touch();
    };
    const up = (event: Event) => {
      if (!this.isDown || (event.type === "blur" && event.target !== window)) return; // the focus moves with a press
      this.isDown = false;
      this.touch();
      this.follow(this.wanted.peek());
    };
    for (const type of ["keydown", "pointermove", "wheel", "scroll"]) this.listen(type, touch);
    this.listen("pointerdown", down);
    for (const type of ["pointerup", "pointercancel", "blur"]) this.listen(type, up);
  }

  stop(): void {
    for (const end of this.ends.splice(0)) end();
    this.disarm();
  }

  /** A pointer rests on the list, or has left it. */
  hover(over: boolean): void {
    this.over = over;
    if (this.timer === null) return;
    this.disarm(); // the wait is another one now
    this.arm();
  }

  /** Puts everything where it belongs, now. */
  show(): void {
    this.settle(this.wanted.peek());
  }

  private listen(type: string, f: (event: Event) => void): void {
    addEventListener(type, f, { passive: true, capture: true });
    this.ends.push(() => removeEventListener(type, f, { capture: true }));
  }

  private touch(): void {
    this.touched = Date.now();
  }

  private target(): readonly string[] {
    return settledOrder(this.shown.value, this.wanted.value, this.anchor.value, this.room.value);
  }

  private settle(order: readonly string[]): void {
    this.settled = Date.now();
    batch(() => {
      this.room.value = 0;
      this.shown.value = order;
    });
  }

  /** Takes in what came and what left, unless a finger is on it. */
  private follow(wanted: readonly string[]): void {
    if (this.isDown) return;
    const shown = this.shown.peek();
    const order = this.began ? heldOrder(shown, wanted, this.known) : wanted;
    this.began ||= wanted.length > 0;
    if (sameOrder(shown, order)) return;
    batch(() => {
      this.room.value = roomAbove(this.room.peek(), shown, order, this.anchor.peek());
      this.shown.value = order;
    });
  }

  private arm(): void {
    if (this.timer !== null) return;
    const wait = waitToSettle({
      now: Date.now(),
      touched: this.touched,
      settled: this.settled,
      down: this.isDown,
      over: this.over,
      busy: this.busy(),
      held: this.held.peek(),
    });
    if (wait === 0) return this.settle(this.target());
    const next = Number.isFinite(wait) ? wait + 10 : 500;
    this.timer = setTimeout(() => {
      this.timer = null;
      if (this.waiting.peek() && !this.held.peek()) this.arm();
    }, next);
  }

  private disarm(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
