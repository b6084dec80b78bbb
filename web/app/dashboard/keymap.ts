// Which key does what, where a person changed it. Single keys must be
// changeable (WCAG 2.1.4): speech, a slip of the hand or another program may use them.

/** Keys as keyName spells them, by the name of their action. "" has none. */
export type KeyMap = Readonly<Record<string, string>>;

/** Whether a key is a single sign, alone or with Shift. */
export function single(key: string): boolean {
  return /^(Shift\+)?\S$/u.test(key);
}

/** The keys with what was changed; an action whose key another one was given has none. */
export function keysWith(usual: KeyMap, changes: KeyMap): KeyMap {
  const known = Object.entries(changes).filter(([name, key]) => name in usual && (key === "" || single(key)));
  const taken = new Set(known.map(([, key]) => key));
  const left = Object.entries(usual).map(([name, key]) => [name, taken.has(key) ? "" : key]);
  return Object.fromEntries([...left, ...known]);
}

/** The changes after one more: whoever had the key takes the one that it is exchanged for. */
export function changed(usual: KeyMap, changes: KeyMap, name: string, key: string): KeyMap {
  const keys = keysWith(usual, changes);
  const owner = Object.keys(keys).find((each) => keys[each] === key);
  const now = { ...keys, ...(owner === undefined ? {} : { [owner]: keys[name] ?? "" }), [name]: key };
  return Object.fromEntries(Object.entries(now).filter(([each]) => now[each] !== usual[each]));
}

/** The changes that a store kept, as far as they are any. */
export function readChanges(kept: unknown): KeyMap {
  if (typeof kept !== "object" || kept === null) return {};
  return Object.fromEntries(Object.entries(kept).filter(([, key]) => typeof key === "string")) as KeyMap;
}
