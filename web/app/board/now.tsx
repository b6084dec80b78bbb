import type { VNode } from "preact";
import { numbered } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import type { Page } from "./page.ts";

/** What plays; the room for it is always there, so that nothing jumps. */
export function Now({ page }: { page: Page }): VNode | null {
  const board = page.client.board.value;
  if (!board || page.ended.value) return null;
  const playing = page.playing.value;
  if (!playing) {
    return (
      <section class="now idle" aria-label={t("Now playing")}>
        <p class="label">▷ {t("Now playing")}</p>
        <p class="title">{board.event.state === "scheduled" ? t("Not started yet") : t("Between requests")}</p>
        <p class="by">{board.event.state === "scheduled" ? t("Early wishes are welcome") : t("The next one shows here")}</p>
      </section>
    );
  }
  const mine = page.mine.value.includes(playing.id);
  return (
    <section class="now" aria-label={t("Now playing")}>
      <p class="label">
        ▶ {t("Now playing")}
        {playing.own ? "" : ` · ${numbered(playing.number)}`}
        {mine ? ` · ${t("yours")}` : ""}
      </p>
      <p class="title">
        <bdi>{playing.title}</bdi>
      </p>
      <p class="by">
        <bdi>{playing.artist}</bdi>
      </p>
    </section>
  );
}
