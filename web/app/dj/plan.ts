// When an event begins, from a field in the viewer's own time.

/** Unix ms of a datetime-local field; 0 when it is empty: now. Null for what is no time. */
export function startOf(typed: string): number | null {
  if (typed === "") return 0;
  const at = new Date(typed).getTime();
  return Number.isNaN(at) ? null : at;
}

/** The value for a datetime-local field, in the viewer's own time. */
export function fieldOf(ms: number): string {
  const at = new Date(ms);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The next full hour, at least half an hour away: a start to begin from. */
export function soon(now: number): number {
  const hour = 3_600_000;
  return Math.ceil((now + hour / 2) / hour) * hour;
}

/** The viewer's IANA time zone, "" if the browser does not tell. */
export function zone(): string {
  try {
    return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  } catch {
    return "";
  }
}
