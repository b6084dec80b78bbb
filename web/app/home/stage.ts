// What the demo holds: its night, the order of its list, and who is on the
// clock. The crowd rests while nobody looks.

import { signal } from "@preact/signals";
import { HeldOrder } from "../core/order.ts";
import { ask, beat, begin, vote, wanted, type Night } from "./night.ts";
import type { Row } from "../core/words.ts";

const BEAT = 1600;

export class Stage {
  readonly night;
  readonly order = new HeldOrder();
  readonly paused = signal(false);
  /** The visitor's latest wish, "" for none. */
  readonly latest = signal("");

  private beats = 0;

  constructor(rows: readonly Row[]) {
    this.night = signal(begin(rows));
    this.set(this.night.peek());
  }

  start(): void {
    setInterval(() => {
      if (!document.hidden && !this.paused.peek()) this.set(beat(this.night.peek(), ++this.beats, Math.random));
    }, BEAT);
  }

  vote(id: string): void {
    this.set(vote(this.night.peek(), id));
  }

  ask(title: string, artist: string): void {
    const night = ask(this.night.peek(), title, artist);
    this.latest.value = [...night.mine].at(-1) ?? "";
    this.set(night);
  }

  private set(night: Night): void {
    this.night.value = night;
    this.order.want(wanted(night).map((row) => row.id));
  }
}
