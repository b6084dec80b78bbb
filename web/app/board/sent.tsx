// A request that was just sent can be taken back in one tap, for a moment; later
// it is withdrawn under Mine.

import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { VNode } from "preact";
import { t } from "../core/tongue.ts";
import { fate } from "./fate.ts";
import type { Draft } from "./outbox.ts";
import type { Page } from "./page.ts";

const MOMENT = 5000;

export class Sent {
  /** The request that can be taken back now. */
  readonly draft: ReadonlySignal<Draft | null>;

  private readonly draftSignal: Signal<Draft | null> = signal(null);
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.draft = this.draftSignal;
  }

  show(draft: Draft): void {
    this.draftSignal.value = draft;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.clear(), MOMENT);
  }

  clear(): void {
    clearTimeout(this.timer);
    this.draftSignal.value = null;
  }
}

/** "Sent · Undo", over the list at the thumb. */
export function SentBar({ page }: { page: Page }): VNode | null {
  const draft = page.sent.draft.value;
  const row = page.client.board.value?.rows.get(draft?.id ?? "");
  if (!draft || (row && !fate(row).withdrawable)) return null; // the DJ was faster
  return (
    <p class="line sent">
      <span>
        <b>✓ {t("Sent")}</b> · <bdi>{draft.title}</bdi>
      </span>
      <button class="button quiet" onClick={() => void page.takeBack(draft)}>
        {t("Undo")}
      </button>
    </p>
  );
}
