// From key presses to the names of keys in the table of actions.

/** What is read of a key press. */
export interface Press {
  key: string;
  code?: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/**
 * The name of what was pressed, such as "J", "Shift+X", "Ctrl+K" (⌘K too) or
 * "Alt+ArrowUp"; "" for what means nothing here, such as a browser's own
 * shortcut. Signs that need Shift on some keyboards ("?", "/") have no Shift.
 */
export function keyName(press: Press): string {
  const key = press.key.length === 1 ? press.key.toUpperCase() : press.key;
  if (press.ctrlKey || press.metaKey) return key === "K" && !press.altKey && !press.shiftKey ? "Ctrl+K" : "";
  if (press.altKey) return key === "ArrowUp" || key === "ArrowDown" ? `Alt+${key}` : "";
  const letter = /^\p{L}$/u.test(key);
  if (press.shiftKey && letter) return `Shift+${key}`;
  if (press.shiftKey && press.key.length > 1) return "";
  return key;
}

/** Whether single keys must do nothing there: somebody is typing. */
export function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

const mac = typeof navigator !== "undefined" && /Mac|iP(hone|ad|od)/.test(navigator.platform);

/** A key as it is printed. */
export function printed(key: string): string {
  return key
    .replace("Ctrl+", mac ? "⌘" : "Ctrl ")
    .replace("Shift+", "⇧")
    .replace("Alt+", mac ? "⌥" : "Alt ")
    .replace("ArrowUp", "↑")
    .replace("ArrowDown", "↓")
    .replace("Enter", "↵");
}
