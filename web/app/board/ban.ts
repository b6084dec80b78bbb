// A ban, in words.

import { span, time } from "../core/format.ts";
import type { MeFrame } from "../core/words.ts";

type Ban = NonNullable<MeFrame["ban"]>;

/** What a ban means, and why. */
export function banned({ reason }: Ban): string {
  return `The DJ takes no requests or votes from you${reason ? `: ${reason}` : "."}`;
}

/** "until 22:50 · 12 min", or that it has no end. */
export function lasting({ until }: Ban, now: number): string {
  return until === null ? "for this event" : `until ${time(until)} · ${span(until - now)}`;
}
