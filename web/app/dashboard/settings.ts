// What one DJ likes on one machine. The theme is a cookie as well, so that the
// server's first bytes already have its colours.

import { effect, signal } from "@preact/signals";
import { keep, read } from "../core/keep.ts";
import { readChanges, type KeyMap } from "./keymap.ts";

export type Theme = "dark" | "light" | "blackout";
export const themes: readonly Theme[] = ["dark", "light", "blackout"];

export class Settings {
  readonly theme = signal<Theme>(themeOf(document.documentElement.dataset["theme"]));
  /** Single keys act; off for those whom they surprise (WCAG 2.1.4). */
  readonly keys = signal(read("cueslip.desk.keys") !== false);
  /** Keys that are not the usual ones. */
  readonly changes = signal<KeyMap>(readChanges(read("cueslip.desk.keymap")));
  /** The inbox by fair turns, not by votes. */
  readonly turns = signal(read("cueslip.desk.turns") === true);

  /** Keeps the page and the stores as the settings are; returns how to end that. */
  start(): () => void {
    const ends = [
      effect(() => {
        document.documentElement.dataset["theme"] = this.theme.value;
        document.cookie = `cueslip_theme=${this.theme.value}; Path=/dj; Max-Age=31536000; SameSite=Lax`;
      }),
      effect(() => keep("cueslip.desk.keys", this.keys.value)),
      effect(() => keep("cueslip.desk.keymap", this.changes.value)),
      effect(() => keep("cueslip.desk.turns", this.turns.value)),
    ];
    return () => ends.forEach((end) => end());
  }

  nextTheme(): void {
    const at = themes.indexOf(this.theme.peek());
    this.theme.value = themes[(at + 1) % themes.length]!;
  }
}

function themeOf(name: string | undefined): Theme {
  return themes.find((theme) => theme === name) ?? "dark";
}
