// What this browser remembers for its person: the name on slips, the hand that
// votes, whether the screen stays on, and that an account was offered.

import { signal } from "@preact/signals";
import { keep, read, settingsKey } from "../core/keep.ts";

interface Stored {
  name: string;
  left: boolean;
  offered: boolean;
}

export class Settings {
  readonly name = signal("");
  readonly left = signal(false);
  /** Whether an account was offered, and not wanted. */
  readonly offered = signal(false);
  readonly awake = signal(false);
  readonly canStayAwake = "wakeLock" in navigator;

  private lock: WakeLockSentinel | null = null;

  constructor() {
    const stored = read<Partial<Stored>>(settingsKey) ?? {};
    this.name.value = stored.name ?? "";
    this.offered.value = stored.offered ?? false;
    this.setLeft(stored.left ?? false);
  }

  setName(name: string): void {
    this.name.value = name;
    this.store();
  }

  setLeft(left: boolean): void {
    this.left.value = left;
    document.documentElement.dataset["hand"] = left ? "left" : "right";
    this.store();
  }

  setOffered(): void {
    this.offered.value = true;
    this.store();
  }

  /** Keeps the screen on; the lock is lost with the page's visibility and is
   * taken again when it comes back. */
  setAwake(on: boolean): void {
    this.awake.value = on;
    if (on) {
      document.addEventListener("visibilitychange", this.relock);
      void this.takeLock();
    } else {
      document.removeEventListener("visibilitychange", this.relock);
      void this.lock?.release();
      this.lock = null;
    }
  }

  private readonly relock = (): void => {
    if (document.visibilityState === "visible") void this.takeLock();
  };

  private async takeLock(): Promise<void> {
    try {
      this.lock = await navigator.wakeLock.request("screen");
    } catch {
      this.setAwake(false);
    }
  }

  private store(): void {
    keep(settingsKey, { name: this.name.value, left: this.left.value, offered: this.offered.value } satisfies Stored);
  }
}
