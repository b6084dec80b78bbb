// What stands in place of the dashboard for who may not be here any more.

import type { VNode } from "preact";
import type { Gig } from "../core/words.ts";
import type { Desk } from "./desk.ts";

export function Gone({ desk, gig }: { desk: Desk; gig: Gig }): VNode {
  const gone = desk.deck.client.link.value.code === 4404;
  return (
    <main class="gone">
      <p class="label">{gone ? "■ Gone" : "⚑ Your shift is over"}</p>
      <h1>{gone ? "This event is gone" : "You are no longer in the crew"}</h1>
      <p role="alert">
        {gone ? (
          "There is nothing left to run here."
        ) : (
          <>
            <bdi>{gig.title}</bdi> goes on. What you did stays, and you can ask and vote like everybody else. Only the
            owner can take you in again.
          </>
        )}
      </p>
      <p class="form-row">
        {!gone && (
          <a class="button main" href={`/e/${gig.code}`}>
            Open the board
          </a>
        )}
        <a class="button" href="/dj">
          My events
        </a>
      </p>
    </main>
  );
}
