// What stands in place of the dashboard for who may not be here any more.

import type { VNode } from "preact";
import { rich, t } from "../core/tongue.ts";
import type { Gig } from "../core/words.ts";
import type { Desk } from "./desk.ts";

export function Gone({ desk, gig }: { desk: Desk; gig: Gig }): VNode {
  const gone = desk.deck.client.link.value.code === 4404;
  return (
    <main class="gone">
      <p class="label">{gone ? `■ ${t("Gone")}` : `⚑ ${t("Your shift is over")}`}</p>
      <h1>{gone ? t("This event is gone") : t("You are no longer in the crew")}</h1>
      <p role="alert">
        {gone ? (
          t("There is nothing left to run here.")
        ) : (
          rich("{event} goes on. What you did stays, and you can ask and vote like everybody else. Only the owner can take you in again.", {
            event: <bdi>{gig.title}</bdi>,
          })
        )}
      </p>
      <p class="form-row">
        {!gone && (
          <a class="button main" href={`/e/${gig.code}`}>
            {t("Open the board")}
          </a>
        )}
        <a class="button" href="/dj">
          {t("My events")}
        </a>
      </p>
    </main>
  );
}
