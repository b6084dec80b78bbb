// What a lane without rows says. An empty inbox shows how people get in.

import type { VNode } from "preact";
import { rich, t } from "../core/tongue.ts";
import { act } from "./actions.ts";
import type { Desk } from "./desk.ts";
import { printed } from "./keys.ts";
import type { Lane } from "./select.ts";

/** The fact, and what the crew may do about it. */
const texts: Record<Exclude<Lane, "inbox">, (key: (action: string) => string) => readonly string[]> = {
  queue: () => [t("The queue is empty."), t("Enter on a request puts it here.")],
  later: (key) => [t("Nothing waits for later."), t("{key} on a request puts it here.", { key: key("later") })],
  played: (key) => [t("Nothing has been played yet."), t("{key} plays a song of your own.", { key: key("own") })],
  declined: () => [t("Nothing has been declined.")],
  log: () => [t("Nothing has happened yet.")],
};

export function Empty(props: { desk: Desk; lane: Lane; link: string; searching: boolean }): VNode {
  const { desk, lane, link, searching } = props;
  if (searching) {
    return (
      <p class="empty">
        {rich("Nothing here matches “{query}”.", { query: <bdi>{desk.selection.query.value}</bdi> })}
      </p>
    );
  }
  if (lane !== "inbox") {
    const sentences = texts[lane]((name) => printed(desk.key(name)));
    return <p class="empty">{desk.deck.runs.value ? sentences.join(" ") : sentences[0]}</p>; // the rest is about keys
  }
  const { lanes, gig } = desk.deck;
  const { queue, later, played, declined, now } = lanes.value;
  const none = queue.length + later.length + played.length + declined.length === 0 && now === null;
  const code = gig.value?.code ?? "";
  return (
    <div class="empty inviting">
      <p>{none ? t("No requests yet. Let people scan this:") : t("All caught up. People join here:")}</p>
      <img class="qr" src={`/e/${code}/qr.svg`} alt={t("QR code to {link}", { link })} width="240" height="240" />
      <p class="figure link-text">{link.replace(/^https?:\/\//, "")}</p>
      <button type="button" class="button" onClick={() => act(desk, "share")}>
        {t("Share")}
      </button>
    </div>
  );
}
