import type { VNode } from "preact";
import { nowPlaying, upNext, type Board } from "../core/board.ts";
import { number, numbered } from "../core/format.ts";
import { onAir } from "../core/onair.ts";
import { now } from "../core/ticking.ts";
import { plural, t } from "../core/tongue.ts";
import type { Gig, Row } from "../core/words.ts";
import type { Widget } from "./widget.ts";

/** The widget as embed.html draws it first. */
export function View({ widget }: { widget: Widget }): VNode | null {
  const board = widget.board.value;
  if (!board) return null;
  const gone = widget.link.value === "refused";
  const rows = widget.top();
  return (
    <>
      <header class="head">
        <h1>
          <bdi>{board.event.title}</bdi>
        </h1>
        {gone ? <span class="state label ended">■ {t("Gone")}</span> : <State event={board.event} />}
      </header>
      <main>
        <Now board={board} />
        <h2 class="what label">{board.event.state === "ended" ? t("Set list") : t("Most wanted")}</h2>
        {rows.length > 0 ? (
          <ol class="slips">
            {rows.map((row) => (
              <Slip key={row.id} row={row} />
            ))}
          </ol>
        ) : (
          <p class="empty">{board.event.state === "ended" ? t("Nothing was played from this board.") : t("No requests are waiting.")}</p>
        )}
      </main>
      <Way event={board.event} />
    </>
  );
}

function State({ event }: { event: Gig }): VNode {
  if (event.state === "ended") return <span class="state label ended">■ {t("Ended")}</span>;
  if (event.state === "scheduled") return <span class="state label soon">◷ {t("Soon")}</span>;
  if (event.gate === "last_call") return <span class="state label last">◐ {t("Last call")}</span>;
  if (event.gate === "closed") return <span class="state label closed">○ {t("Closed")}</span>;
  return <span class="state label live">● {t("Live")}</span>;
}

function Now({ board }: { board: Board }): VNode | null {
  if (board.event.state === "ended") return null;
  const playing = onAir(nowPlaying(board), now.value);
  const next = upNext(board);
  const soon = board.event.state === "scheduled";
  return (
    <>
      <section class={playing ? "now" : "now idle"} aria-label={t("Now playing")}>
        <p class="label">
          {playing ? "▶" : "▷"} {t("Now playing")}
        </p>
        <p class="title">{playing ? <bdi>{playing.title}</bdi> : soon ? t("Not started yet") : t("Between requests")}</p>
        <p class="by">{playing ? <bdi>{playing.artist}</bdi> : soon ? t("Early wishes are welcome") : t("The next one shows here")}</p>
      </section>
      {next && (
        <p class="notice next">
          <span class="label">▷ {t("Up next")}</span>{" "}
          <span class="cut">
            <bdi>{next.title}</bdi>
          </span>
        </p>
      )}
    </>
  );
}

function Slip({ row }: { row: Row }): VNode {
  const played = row.status === "played";
  return (
    <li class={played ? "slip punched" : "slip"} data-id={row.id}>
      <span class="body">
        <span class="title">
          <bdi>{row.title}</bdi>
        </span>
        <span class="by">
          <span class="figure">{numbered(row.number)}</span>
          {row.status === "accepted" && <span class="label queued"> · {row.next ? t("Next") : t("In queue")}</span>}
          {row.artist && (
            <>
              {" · "}
              <bdi>{row.artist}</bdi>
            </>
          )}
        </span>
      </span>
      <span class="stub">
        <span class="count figure">{played ? "✓" : number(row.votes)}</span>
        <span class="label">{played ? t("Played") : plural(row.votes, "vote", "votes")}</span>
      </span>
    </li>
  );
}

/** The way to the board, in a tab of its own: nothing is done in the frame. */
function Way({ event }: { event: Gig }): VNode {
  const asks = event.state !== "ended" && event.gate !== "closed";
  return (
    <footer class="way-out">
      <a class="button main" href={`/e/${event.code}`} target="_blank" rel="noopener">
        {asks ? t("Ask for a song") : t("Open the board")}
      </a>
    </footer>
  );
}
