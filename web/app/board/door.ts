// What an event asks of those who take part, met only when somebody first asks
// or votes: nobody stands before a wall to read.

import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { call, Refusal } from "../core/api.ts";
import { becomeGuest } from "../core/client.ts";
import type { Challenge } from "../core/words.ts";

type Asked = "room_code" | "account";

export class Door {
  /** What the person is asked for in a sheet. */
  readonly asked: ReadonlySignal<Asked | null>;
  /** Whether this device does the work that is asked of it. */
  readonly working: ReadonlySignal<boolean>;

  private readonly askedSignal: Signal<Asked | null> = signal(null);
  private readonly workingSignal = signal(false);
  private readonly path: string;
  private meeting: Promise<boolean> | null = null; // shared by all commands that wait
  private answer: ((admitted: boolean) => void) | null = null;

  constructor(event: string) {
    this.asked = this.askedSignal;
    this.working = this.workingSignal;
    this.path = `/events/${event}/admission`;
  }

  /** Meets a challenge; resolves to false when the person would rather not.
   * Throws a Refusal. */
  meet({ kind }: Challenge): Promise<boolean> {
    this.meeting ??= (kind === "proof" ? this.work() : this.ask(kind)).finally(() => (this.meeting = null));
    return this.meeting;
  }

  /** Shows the room's code. Throws a Refusal, after which another may be shown. */
  async enter(room: string): Promise<void> {
    await call("POST", this.path, { room });
    this.leave(true);
  }

  /** Shows the code that came with the page's address. One that is too old is
   * no news to anybody: the sheet asks for the next one when it comes to that. */
  async arrive(room: string): Promise<void> {
    try {
      await this.enter(room).catch(async (problem: unknown) => {
        if (!(problem instanceof Refusal) || problem.code !== "sign_in") throw problem;
        await becomeGuest();
        await this.enter(room);
      });
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
    }
  }

  /** Takes the sheet away; what waits is sent again when admitted. */
  leave(admitted: boolean): void {
    this.askedSignal.value = null;
    this.answer?.(admitted);
    this.answer = null;
  }

  private ask(kind: Asked): Promise<boolean> {
    this.askedSignal.value = kind;
    return new Promise((resolve) => (this.answer = resolve));
  }

  private async work(): Promise<boolean> {
    this.workingSignal.value = true;
    try {
      const { work, bits } = await call<{ work?: string; bits?: number }>("GET", this.path);
      if (!work || !bits) return true; // the event asks for none any more
      const { solve } = (await import(document.body.dataset["proof"]!)) as typeof import("../proof.ts");
      await call("POST", this.path, { work, answer: await solve(work, bits) });
      return true;
    } finally {
      this.workingSignal.value = false;
    }
  }
}

/** A typed or pasted code as the screen shows it: capitals and figures that
 * cannot be mistaken for one another (Crockford's base 32). */
export function roomCode(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1")
    .replace(/[^0-9A-HJKMNP-TV-Z]/g, "")
    .slice(0, 5);
}
