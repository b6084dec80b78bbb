import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { classes, number, numbered, time } from "../core/format.ts";
import { rich, t } from "../core/tongue.ts";
import { open, type Row } from "../core/words.ts";
import type { Page } from "./page.ts";

/** One request as a slip of paper, its vote stub at the thumb's edge. Keyed by
 * id wherever it stands, so that a tap means what was seen. */
export function SlipRow({ page, row }: { page: Page; row: Row }): VNode {
  const wide = useSignal(false);
  const mine = page.mine.value.includes(row.id);
  const wait = page.waits.value.get(row.id);
  return (
    <li class={classes("slip", mine && "mine", row.status === "played" && "punched", wide.value && "wide")} data-id={row.id}>
      <button class="body" aria-expanded={wide.value} onClick={() => (wide.value = !wide.value)}>
        <span class="title">
          <bdi>{row.title}</bdi>
        </span>
        <span class="by">
          <span class="figure">{numbered(row.number)}</span>
          {row.status === "accepted" && <span class="label queued"> · {row.next ? t("Next") : t("In queue")}{page.view.value === "queue" && wait && ` · ${wait}`}</span>}
          {row.artist && (
            <>
              {" · "}
              <bdi>{row.artist}</bdi>
            </>
          )}
          {row.name && (
            <>
              {" · "}
              <bdi>{row.name}</bdi>
            </>
          )}
          {mine && ` · ${t("yours")}`}
        </span>
        {wide.value && row.dedication && <span class="words">{rich("“{text}”", { text: <bdi>{row.dedication}</bdi> })}</span>}
      </button>
      {open(row.status) ? <Stub page={page} row={row} /> : <Done row={row} />}
    </li>
  );
}

function Stub({ page, row }: { page: Page; row: Row }): VNode {
  const { votes, mine, sending } = page.client.shown(row);
  const event = page.client.board.value?.event;
  const banned = page.ban.value !== null;
  const closed = !event?.voting || banned;
  return (
    <button
      class={classes("stub", sending && "sending")}
      aria-pressed={mine}
      aria-disabled={closed}
      aria-describedby={banned ? "ban" : undefined}
      onClick={() => {
        if (!closed || banned) void page.vote(row, !mine); // which says why not
      }}
    >
      <span class="count figure">{number(votes)}</span>
      <span class="label" aria-hidden="true">
        {mine ? t("Voted") : t("Vote")}
      </span>
      <span class="unseen">{mine ? t("Voted for {title}", { title: row.title }) : t("Vote for {title}", { title: row.title })}</span>
    </button>
  );
}

function Done({ row }: { row: Row }): VNode {
  return (
    <span class="stub done">
      <span class="count figure">{row.played_at > 0 ? time(row.played_at) : "✓"}</span>
      <span class="label">{t("Played")}</span>
    </span>
  );
}
