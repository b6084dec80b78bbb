// The one line that says when the board is not as it seems: the line is down,
// commands wait, an announcement is up, the event has not begun or is over.

import type { VNode } from "preact";
import { date, number, time } from "../core/format.ts";
import type { Gig } from "../core/words.ts";
import { act } from "./actions.ts";
import { runs } from "./deck.ts";
import type { Desk } from "./desk.ts";
import { now } from "./ticking.ts";

/** A line that is down this long is told. */
const GRACE_MS = 2_000;

export function Banner({ desk, gig }: { desk: Desk; gig: Gig }): VNode {
  return (
    <div class="banners">
      <Line desk={desk} />
      <State desk={desk} gig={gig} />
    </div>
  );
}

function Line({ desk }: { desk: Desk }): VNode | null {
  const link = desk.deck.client.link.value;
  const unsent = desk.deck.client.unsent.value;
  if (link.state === "signed_out") {
    return (
      <p class="banner no">
        You are signed out. <a href="/dj">Sign in again</a>
      </p>
    );
  }
  if (link.state === "refused") {
    return (
      <p class="banner no">{link.code === 4404 ? "This event is gone." : "You are no longer in this event's crew."}</p>
    );
  }
  if (link.state === "live" || now.value - link.since < GRACE_MS) return null;
  return (
    <p class="banner cue">
      ◌ Reconnecting · board from {time(link.fresh || link.since)}
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
        {runs(desk.deck.role.value) && (
          <button type="button" class="link cue" onClick={() => act(desk, "live")}>
            Go live now
          </button>
        )}
      </p>
    );
  }
  if (!gig.announcement) return null;
  return (
    <p class="banner">
      <span aria-hidden="true">⚑</span> <bdi class="banner-text">{gig.announcement}</bdi>
      {runs(desk.deck.role.value) && (
        <button type="button" class="link" onClick={() => desk.moves.announce("")}>
          Take down
        </button>
      )}
    </p>
  );
}
