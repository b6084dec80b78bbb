// What a page says aloud: one polite voice that speaks at most every ten
// seconds, and an alert when an action of one's own failed.

import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { VNode } from "preact";

const PAUSE = 10_000;
const ALERT = 8000;

export class Speech {
  readonly spoken: ReadonlySignal<string>;
  readonly alerted: ReadonlySignal<string>;

  private readonly spokenSignal: Signal<string> = signal("");
  private readonly alertedSignal: Signal<string> = signal("");
  private spokeAt = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private alertTimer: ReturnType<typeof setTimeout> | null = null;

  constructor() {
    this.spoken = this.spokenSignal;
    this.alerted = this.alertedSignal;
  }

  /** Says a sentence when the pause since the last one is over; of several that
   * wait the latest is said. */
  say(text: string): void {
    if (this.timer !== null) clearTimeout(this.timer);
    const wait = Math.max(0, this.spokeAt + PAUSE - Date.now());
    this.timer = setTimeout(() => {
      this.spokeAt = Date.now();
      this.spokenSignal.value = text;
    }, wait);
  }

  /** Shows and says why one's own action failed. */
  alert(text: string): void {
    if (this.alertTimer !== null) clearTimeout(this.alertTimer);
    this.alertedSignal.value = text;
    this.alertTimer = setTimeout(() => this.dismiss(), ALERT);
  }

  dismiss(): void {
    this.alertedSignal.value = "";
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.alertTimer !== null) clearTimeout(this.alertTimer);
  }
}

/** The two voices in the page; render it once. */
export function Voice({ speech }: { speech: Speech }): VNode {
  return (
    <>
      <p class="unseen" role="status">
        {speech.spoken.value}
      </p>
      <div class="alert" role="alert" hidden={speech.alerted.value === ""}>
        {speech.alerted.value}
      </div>
    </>
  );
}
