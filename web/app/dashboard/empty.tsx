// What a lane without rows says. An empty inbox shows how people get in.

import type { VNode } from "preact";
import { act } from "./actions.ts";
import type { Desk } from "./desk.ts";
import { printed } from "./keys.ts";
import type { Lane } from "./select.ts";

const texts: Record<Exclude<Lane, "inbox">, (key: (action: string) => string) => string> = {
  queue: () => "The queue is empty. Enter on a request puts it here.",
  later: (key) => `Nothing waits for later. ${key("later")} on a request puts it here.`,
  played: (key) => `Nothing has been played yet. ${key("own")} plays a song of your own.`,
  declined: () => "Nothing has been declined.",
  log: () => "Nothing has happened yet.",
};

export function Empty(props: { desk: Desk; lane: Lane; link: string; searching: boolean }): VNode {
  const { desk, lane, link, searching } = props;
  if (searching) {
    return (
      <p class="empty">
        Nothing here matches “<bdi>{desk.selection.query.value}</bdi>”.
      </p>
    );
  }
  if (lane !== "inbox") {
    const text = texts[lane]((name) => printed(desk.key(name)));
    const [fact = ""] = text.split(/(?<=\.) /);
    return <p class="empty">{desk.deck.runs.value ? text : fact}</p>; // the rest is about keys
  }
  const { lanes, gig } = desk.deck;
  const { queue, later, played, declined, now } = lanes.value;
  const none = queue.length + later.length + played.length + declined.length === 0 && now === null;
  const code = gig.value?.code ?? "";
  return (
    <div class="empty inviting">
      <p>{none ? "No requests yet. Let people scan this:" : "All caught up. People join here:"}</p>
      <img class="qr" src={`/e/${code}/qr.svg`} alt={`QR code to ${link}`} width="240" height="240" />
      <p class="figure link-text">{link.replace(/^https?:\/\//, "")}</p>
      <button type="button" class="button" onClick={() => act(desk, "share")}>
        Share
      </button>
    </div>
  );
}
