// What says that the board is not as it seems: the line is down, commands wait,
// the event has not begun or is over.

import type { VNode } from "preact";
import { date, number, time } from "../core/format.ts";
import type { Gig } from "../core/words.ts";
import { act } from "./actions.ts";
import type { Desk } from "./desk.ts";
import { now } from "../core/ticking.ts";

/** A line that is down this long is told. */
const GRACE_MS = 2_000;

export function Banner({ desk, gig }: { desk: Desk; gig: Gig }): VNode | null {
  if (desk.deck.client.link.value.state === "signed_out") {
    return (
      <p class="banner no">
        You are signed out. <a href={`/signin?next=/dj/${gig.code}`}>Sign in again</a>
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
      <span class="line-word">◌ Reconnecting · </span>board from {time(link.fresh || link.since)}
      {unsent > 0 && <b> · {number(unsent)} unsent</b>}
    </p>
  );
}

function State({ desk, gig }: { desk: Desk; gig: Gig }): VNode | null {
  if (gig.state === "ended") {
    return (
      <p class="banner">
        The event has ended. <a href={`/e/${gig.code}`}>Set list</a> <a href="/dj">My events</a>
      </p>
    );
  }
  if (gig.state === "scheduled") {
    return (
      <p class="banner">
        Starts {date(gig.starts_at)} {time(gig.starts_at)}
        {gig.gate === "closed" ? " · early requests are closed" : " · early requests are open"}
        {desk.deck.runs.value && (
          <button type="button" class="link cue" onClick={() => act(desk, "live")}>
            Go live now
          </button>
        )}
      </p>
    );
  }
  return null;
}
