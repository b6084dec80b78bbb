// What says that the board is not as it seems: the line is down, commands wait,
// the event has not begun or is over.

import type { VNode } from "preact";
import { date, time } from "../core/format.ts";
import type { Gig } from "../core/words.ts";
import { act } from "./actions.ts";
import type { Desk } from "./desk.ts";
import { now } from "../core/ticking.ts";
import { plural, t } from "../core/tongue.ts";

/** A line that is down this long is told. */
const GRACE_MS = 2_000;

export function Banner({ desk, gig }: { desk: Desk; gig: Gig }): VNode | null {
  if (desk.deck.client.link.value.state === "signed_out") {
    return (
      <p class="banner no">
        {t("You are signed out.")} <a href={`/signin?next=/dj/${gig.code}`}>{t("Sign in again")}</a>
      </p>
    );
  }
  return <State desk={desk} gig={gig} />;
}

/** Whether the line has been down for long enough to tell. */
export function isDown(desk: Desk): boolean {
  const link = desk.deck.client.link.value;
  return link.state !== "live" && now.value - link.since >= GRACE_MS;
}

/** How old the board is while the line is down. It stands where the facts of the header stand, so that no row moves. */
export function Line({ desk }: { desk: Desk }): VNode {
  const link = desk.deck.client.link.value;
  const unsent = desk.deck.client.unsent.value;
  return (
    <p class="line cue">
      <span class="line-word">◌ {t("Reconnecting")} · </span>
      {t("board from {time}", { time: time(link.fresh || link.since) })}
      {unsent > 0 && <b>{plural(unsent, "{n} unsent", "{n} unsent")}</b>}
    </p>
  );
}

function State({ desk, gig }: { desk: Desk; gig: Gig }): VNode | null {
  if (gig.state === "ended") {
    return (
      <p class="banner">
        {t("The event has ended.")} <a href={`/e/${gig.code}`}>{t("Set list")}</a> <a href="/dj">{t("My events")}</a>
      </p>
    );
  }
  if (gig.state === "scheduled") {
    return (
      <p class="banner">
        {t("Starts {date} {time}", { date: date(gig.starts_at), time: time(gig.starts_at) })}
        {" · "}
        {gig.gate === "closed" ? t("early requests are closed") : t("early requests are open")}
        {desk.deck.runs.value && (
          <button type="button" class="link cue" onClick={() => act(desk, "live")}>
            {t("Go live now")}
          </button>
        )}
      </p>
    );
  }
  return null;
}
