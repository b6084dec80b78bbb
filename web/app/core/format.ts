// Numbers, times and counts in the page's language.

import { figures, lang, plural, t } from "./tongue.ts";

// The region and the kind of clock, 24 hours or twice 12, are the device's.
export const locale = globalThis.navigator?.languages?.find((tag) => tag.split("-")[0] === lang) ?? lang;
export const { hourCycle } = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions();
const clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", numberingSystem: "latn", hourCycle });
const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", numberingSystem: "latn" });

export function number(n: number): string {
  return figures.format(n);
}

/** The number printed on a slip: "042". */
export function slip(n: number): string {
  return String(n).padStart(3, "0");
}

/** How slips are called on both sides of the booth: "No. 042". */
export function numbered(n: number): string {
  return t("No. {number}", { number: slip(n) });
}

/** Time of day, such as 22:41. */
export function time(ms: number): string {
  return clock.format(ms);
}

/** A day, such as Fri 14 Nov. */
export function date(ms: number): string {
  return day.format(ms);
}

/** "3:12" or "1:42:07". */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** How long something takes: "42 s", "12 min", "2 h 5 min"; begun ones count. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 60) return plural(seconds, "{n} s", "{n} s");
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return plural(minutes, "{n} min", "{n} min");
  return t("{hours} h {minutes} min", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** Joins class names, leaving out what is false. */
export function classes(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
