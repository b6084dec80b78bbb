// What this browser keeps for its person between pages.

/** Reads JSON from this browser's storage, which may be closed to the page. */
export function read<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as T | null;
  } catch {
    return null;
  }
}

export function keep(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing still works, it only forgets.
  }
}

/** Where the board's settings are kept. */
export const settingsKey = "cueslip.settings";

/** The name that this browser's person last put on a slip, "" for none. */
export function nameOnSlips(): string {
  return read<{ name?: string }>(settingsKey)?.name ?? "";
}
