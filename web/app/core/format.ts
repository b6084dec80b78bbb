// Numbers, times and counts in the viewer's language.

const numbers = new Intl.NumberFormat();
const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });

export function number(n: number): string {
  return numbers.format(n);
}

/** The number printed on a slip: "042". */
export function slip(n: number): string {
  return String(n).padStart(3, "0");
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
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Joins class names, leaving out what is false. */
export function classes(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}

const plurals = new Intl.PluralRules("en");

/** "1 request", "12 requests". */
export function plural(n: number, one: string, other: string): string {
  return `${number(n)} ${plurals.select(n) === "one" ? one : other}`;
}
