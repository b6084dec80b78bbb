// What the demo holds: its night, the order of its list, and who is on the
// clock. The night is the server's while there is a line to it; else it goes on
// from where it stood, made up in this browser.

import { signal } from "@preact/signals";
import { HeldOrder } from "../core/order.ts";
import { ask, beat, begin, slipOf, vote, wanted, type Night } from "./night.ts";
import { t } from "../core/tongue.ts";
import type { Row } from "../core/words.ts";

const BEAT = 1600;

/** Whose night it is: not known yet, the server's, or this browser's alone. */
export type Side = "opening" | "live" | "alone";

/** The way to the server's board. Both reject with an Error that people can
 * read. */
export interface Line {
  vote(id: string, on: boolean): Promise<void>;
  ask(title: string, artist: string): Promise<Row>;
}

export class Stage {
  readonly night;
  readonly order = new HeldOrder();
  readonly paused = signal(false);
  readonly side = signal<Side>("opening");
  /** How many look at the server's board. */
  readonly here = signal(0);
  /** The server's board has begun anew while the visitor was there. */
  readonly afresh = signal(false);
  /** The visitor's latest wish, "" for none. */
  readonly latest = signal("");
  /** Why the latest act failed, "" if it did not. */
  readonly problem = signal("");

  live: Line | null = null;

  private real: Night | null = null; // the server's latest
  private beats = 0;

  constructor(rows: readonly Row[]) {
    this.night = signal(begin(rows));
    this.set(this.night.peek());
  }

  start(): void {
    setInterval(() => {
      if (this.side.peek() === "alone" && !document.hidden && !this.paused.peek()) {
        this.set(beat(this.night.peek(), ++this.beats, Math.random));
      }
    }, BEAT);
  }

  /** Shows the server's night, unless the visitor has stopped the crowd. */
  show(night: Night, here: number): void {
    this.side.value = "live";
    this.here.value = here;
    this.real = night;
    if (!this.paused.peek()) this.set(night);
  }

  startAfresh(): void {
    this.afresh.value = true;
    this.latest.value = "";
  }

  /** The server's board is not shown any more. */
  part(side: "opening" | "alone"): void {
    this.side.value = side;
    this.real = null;
  }

  /** Stops the crowd, or lets it go on: nothing moves but what the visitor does. */
  pause(): void {
    this.paused.value = !this.paused.peek();
    if (!this.paused.peek() && this.real) this.set(this.real);
  }

  async vote(id: string): Promise<void> {
    const line = this.line();
    this.problem.value = "";
    const night = this.night.peek();
    if (!line || this.paused.peek()) this.set(vote(night, id));
    await this.attempt(line?.vote(id, !night.votes.has(id)));
  }

  /** Asks for a song; reports whether it was taken. */
  async ask(title: string, artist: string): Promise<boolean> {
    const line = this.line();
    this.problem.value = "";
    let id: string | undefined;
    if (line) id = await this.attempt(line.ask(title, artist).then((row) => this.asked(row)));
    else id = this.asked(slipOf(this.night.peek().free, title, artist, t("You"), 1, "new"));
    if (id === undefined) return false;
    this.afresh.value = false;
    this.latest.value = id;
    return true;
  }

  private line(): Line | null {
    return this.side.peek() === "live" ? this.live : null;
  }

  private async attempt<T>(act: Promise<T> | undefined): Promise<T | undefined> {
    try {
      return await act;
    } catch (problem) {
      this.problem.value = problem instanceof Error ? problem.message : t("This did not work.");
      return undefined;
    }
  }

  /** Shows what the visitor has asked for, unless the server does already. */
  private asked(row: Row): string {
    if (!this.night.peek().mine.has(row.id)) this.set(ask(this.night.peek(), row));
    return row.id;
  }

  private set(night: Night): void {
    this.night.value = night;
    this.order.want(wanted(night).map((row) => row.id));
  }
}
