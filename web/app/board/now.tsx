import type { VNode } from "preact";
import { slip } from "../core/format.ts";
import type { Page } from "./page.ts";

/** What plays; the room for it is always there, so that nothing jumps. */
export function Now({ page }: { page: Page }): VNode | null {
  const board = page.client.board.value;
  if (!board || page.ended.value) return null;
  const playing = page.playing.value;
  if (!playing) {
    return (
      <section class="now idle" aria-label="Now playing">
        <p class="label">▷ Now playing</p>
        <p class="title">{board.event.state === "scheduled" ? "Not started yet" : "Between requests"}</p>
        <p class="by">{board.event.state === "scheduled" ? "Early wishes are welcome" : "The next one shows here"}</p>
      </section>
    );
  }
  const mine = page.mine.value.includes(playing.id);
  return (
    <section class="now" aria-label="Now playing">
      <p class="label">
        ▶ Now playing{playing.own ? "" : ` · No. ${slip(playing.number)}`}
        {mine ? " · yours" : ""}
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
