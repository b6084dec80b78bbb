// A ban, in words.

import { span, time } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import type { MeFrame } from "../core/words.ts";

type Ban = NonNullable<MeFrame["ban"]>;

/** What a ban means, and why. */
export function banned({ reason }: Ban): string {
  return reason ? t("The DJ takes no requests or votes from you: {reason}", { reason }) : t("The DJ takes no requests or votes from you.");
}

/** "until 22:50 · 12 min", or that it has no end. */
export function lasting({ until }: Ban, now: number): string {
  return until === null ? t("for this event") : t("until {time} · {span}", { time: time(until), span: span(until - now) });
}
