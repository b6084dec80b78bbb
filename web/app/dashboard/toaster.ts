// One toast at a time: what was just done, for ten seconds, with its undo.

import { signal, type ReadonlySignal, type Signal } from "@preact/signals";

export const TOAST_MS = 10_000;

export type Tone = "play" | "cue" | "no" | "plain";

export interface Toast {
  glyph: string;
  tone: Tone;
  text: string;
  undo: boolean; // offers to take it back
  redo?: boolean; // offers to do it again
  declined?: string; // a request that may be given a reason
  until: number; // ms
}

export class Toaster {
  readonly toast: ReadonlySignal<Toast | null>;
  private readonly shown: Signal<Toast | null> = signal(null);
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor() {
    this.toast = this.shown;
  }

  show(toast: Omit<Toast, "until">): void {
    this.stop();
    this.shown.value = { ...toast, until: Date.now() + TOAST_MS };
    this.timer = setTimeout(() => this.hide(), TOAST_MS);
  }

  hide(): void {
    this.stop();
    this.shown.value = null;
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
