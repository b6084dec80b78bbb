import type { VNode } from "preact";
import { number } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import type { Page } from "./page.ts";

/** Always at the thumb: one's own requests, and the one thing to do. */
export function Bottom({ page }: { page: Page }): VNode | null {
  const event = page.client.board.value?.event;
  if (!event) return null;
  const mine = page.mine.value.length + page.outbox.sending.value.length;
  const closed = page.ended.value || event.gate === "closed" || page.ban.value !== null;
  return (
    <nav class="bottom" aria-label={t("Requests")}>
      <button
        class="button mine"
        aria-pressed={page.view.value === "mine"}
        onClick={() => (page.view.value = page.view.value === "mine" ? "top" : "mine")}
      >
        {t("Mine")} {mine > 0 ? number(mine) : ""}
      </button>
      <button class="button main ask" disabled={closed} aria-describedby={page.ban.value ? "ban" : undefined} onClick={() => (page.sheet.value = true)}>
        {label(page)}
      </button>
    </nav>
  );
}

function label(page: Page): string {
  const event = page.client.board.value?.event;
  if (page.ended.value) return t("Event ended");
  if (page.ban.value) return t("Read only");
  if (event?.gate === "closed") return event.state === "scheduled" ? t("Requests open later") : t("Requests are closed");
  return t("Request a song");
}
